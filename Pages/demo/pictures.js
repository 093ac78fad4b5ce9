// Draws what was measured of the two servers of a demo.

// Text is only ever set as text.
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

function shape(name, attributes) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, []);
}

function filled(made, attributes, children) {
  for (const [attribute, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(attribute, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

// Makes `old` equal to `fresh`, and keeps each element that stays: it keeps the focus, is scrolled as before, and moves.
export function patch(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const wanted = [...fresh.childNodes];
  for (const [index, child] of [...old.childNodes].entries()) {
    if (index < wanted.length) patch(child, wanted[index]);
    else child.remove();
  }
  old.append(...wanted.slice(old.childNodes.length));
}

export function number(figure) {
  const rounded = Number.isInteger(figure.value) || Math.abs(figure.value) >= 100 ? Math.round(figure.value) : figure.value.toFixed(1);
  return figure.unit ? `${rounded} ${figure.unit}` : `${rounded}`;
}

function kind(figure) { return figure.is_bad === true ? "bad" : figure.is_bad === false ? "good" : ""; }

// Strips are 1000 by 28 and as wide as there is room. Tall, thin or between, so that no one needs to see the colors.
const heights = { bad: [0, 28], good: [5, 18], waiting: [10, 8] };

function drawing(...shapes) {
  const svg = shape("svg", { viewBox: "0 0 1000 28", preserveAspectRatio: "none", "aria-hidden": "true" });
  svg.append(shape("rect", { class: "track", x: 0, y: 5, width: 1000, height: 18 }), ...shapes);
  return svg;
}

function block(state, from, to) {
  const [y, height] = heights[state] ?? heights.good;
  return shape("rect", { class: `span ${state}`, x: from, y, width: Math.max(to - from, 4), height });
}

function strip(label, note, ...shapes) {
  return element("li", {}, element("span", {}, label), element("span", { class: "note" }, note), drawing(...shapes));
}

// At most five, at round times.
function ticks(end) {
  const step = [100, 200, 500, 1000, 2000, 5000, 10000].find((one) => end / one < 5) ?? 20000;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
}

function timeline(lanes, elapsed, end, name) {
  const place = (time) => Math.min(time / end, 1) * 1000;
  const marks = ticks(end);
  const strips = lanes.map((lane) => strip(lane.label, lane.note,
    ...marks.slice(1).map((time) => shape("rect", { class: "tick", x: place(time), y: 5, width: 2, height: 18 })),
    ...lane.spans.map((span) => block(span.state, place(span.from), place(span.to ?? elapsed)))));
  return [
    element("ul", { class: "strips", "aria-label": `Time of the ${name} server` }, ...strips),
    element("div", { class: "axis", "aria-hidden": "true" }, ...marks.map((time) =>
      element("span", { style: `left: ${place(time) / 10}%` }, time ? `${time / 1000} s` : "0"))),
  ];
}

function bars(bars, most, isBad, name) {
  const strips = bars.map((bar) =>
    strip(bar.label, `${bar.value} ${bar.unit}`, block(isBad ? "bad" : "good", 0, bar.value / most * 1000)));
  return [element("ul", { class: "strips bars", "aria-label": `Amounts of the ${name} server` }, ...strips)];
}

function exchanges(rows, name) {
  return [element("ul", { class: "exchanges", "aria-label": `Responses of the ${name} server` }, ...rows.map((row) =>
    element("li", { class: row.holds ? "good" : "bad" },
      element("span", { class: "mark", role: "img", "aria-label": row.holds ? "right" : "wrong" }, row.holds ? "✔" : "✘"),
      element("span", { class: "request" }, row.request),
      element("span", { class: "seen" }, row.seen),
      row.holds ? null : element("span", { class: "expected" }, `expected ${row.expected}`))))];
}

function picture(picture, all, name) {
  if (picture.timeline) return timeline(picture.timeline, picture.elapsed_ms, Math.max(1, ...all.map((one) => one.elapsed_ms)), name);
  if (picture.exchanges) return exchanges(picture.exchanges, name);
  const most = Math.max(1, ...all.flatMap((one) => (one.bars ?? []).map((bar) => bar.value)));
  return bars(picture.bars ?? [], most, picture.figures[0]?.is_bad === true, name);
}

function server(name, measured, all, isWhole) {
  const [first, ...others] = measured?.figures ?? [];
  return element("section", { class: "card", "aria-label": `the ${name} server` },
    element("div", { class: "head" },
      element("h2", {}, name),
      first ? element("p", { class: `figure ${kind(first)}` }, number(first)) : null,
      first ? element("p", { class: "label" }, first.label) : null),
    ...(measured && isWhole ? picture(measured, all, name) : []),
    isWhole && others.length
      ? element("p", { class: "others" }, others.map((figure) => `${figure.label}: ${number(figure)}`).join(" · ")) : null);
}

// Both servers with their pictures, or only with the number that is the point.
export function servers(state, isWhole) {
  const all = state.pictures.filter(Boolean);
  return element("div", { class: "servers" },
    ...state.names.map((name, index) => server(name, state.pictures[index], all, isWhole)));
}

// What the colors and heights of a timeline mean; nothing for pictures that say it themselves.
export function legend(state) {
  const seen = new Set(state.pictures.flatMap((one) => one?.timeline ?? []).flatMap((lane) => lane.spans).map((span) => span.state));
  if (!seen.size) return null;
  const words = { good: "as it should be", bad: "the pitfall", waiting: "in progress" };
  return element("ul", { class: "legend", "aria-label": "Colors" }, ...Object.entries(words).map(([state, meaning]) =>
    element("li", {}, drawing(block(state, 0, 1000)), meaning)));
}
