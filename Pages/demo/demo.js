"use strict";
// Shows the state of a demo as the server sends it, and sends votes and, for whoever has the key, the speaker's steps.

const steps = ["code", "question", "race", "reveal", "fix", "rule"];
const parameters = new URLSearchParams(location.hash.slice(1));
const token = parameters.get("token") ?? "";
const key = parameters.get("key") ?? "";
const viewer = stored("pitfall-viewer") ?? keep("pitfall-viewer", randomName());
let state = null;
let vote = null;
let shown = "";

function stored(name) {
  try { return sessionStorage.getItem(name); } catch { return null; }
}

function keep(name, value) {
  try { sessionStorage.setItem(name, value); } catch { /* private windows may have no storage; the name lasts as long as the page */ }
  return value;
}

function randomName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Elements. Text is only ever set as text.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function shape(name, attributes = {}, text = null) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  if (text !== null) made.textContent = text;
  return made;
}

function byID(id) { return document.getElementById(id); }

function number(figure) {
  const rounded = Number.isInteger(figure.value) || Math.abs(figure.value) >= 100 ? Math.round(figure.value) : figure.value.toFixed(1);
  return figure.unit ? `${rounded} ${figure.unit}` : `${rounded}`;
}

function kind(figure) { return figure.is_bad === true ? "bad" : figure.is_bad === false ? "good" : ""; }

// Pictures.

// A row of a picture: its name, a strip that is as wide as there is room, and a few words.
function strip(label, note, ...shapes) {
  const svg = shape("svg", { viewBox: "0 0 1000 28", preserveAspectRatio: "none", "aria-hidden": "true" });
  svg.append(shape("rect", { class: "track", x: 0, y: 4, width: 1000, height: 20 }), ...shapes);
  return element("li", {}, element("span", { class: "label" }, label), svg, element("span", { class: "words" }, note));
}

function timeline(lanes, elapsed, end) {
  return element("ul", { class: "strips" }, ...lanes.map((lane) => strip(lane.label, lane.note, ...lane.spans.map((span) => {
    const from = Math.min(span.from / end, 1) * 1000;
    const to = Math.min((span.to ?? elapsed) / end, 1) * 1000;
    // Tall or thin, full or striped, so that no one needs to see the colors.
    const [y, height] = { bad: [0, 28], waiting: [10, 8] }[span.state] ?? [6, 16];
    return shape("rect", { class: `span ${span.state}`, x: from, y, width: Math.max(to - from, 4), height });
  }))));
}

function bars(bars, most, isBad) {
  return element("ul", { class: "strips" }, ...bars.map((bar) => strip(bar.label, `${bar.value} ${bar.unit}`,
    shape("rect", { class: `span bar ${isBad ? "bad" : "good"}`, x: 0, y: 2, width: Math.max(bar.value / most * 1000, 4), height: 24 }))));
}

function exchanges(rows) {
  return element("table", {}, element("tbody", {}, ...rows.map((row) => element("tr", {},
    element("td", { class: `mark ${row.holds ? "good" : "bad"}` }, row.holds ? "✔" : "✘"),
    element("th", { scope: "row" }, row.request),
    element("td", {}, element("span", { class: "seen" }, row.seen), row.holds ? null : element("div", { class: "soft" }, `expected: ${row.expected}`))))));
}

function server(name, picture, all, isWhole) {
  const card = element("section", { class: "card server", "aria-label": `the ${name} server` }, element("h2", {}, name));
  if (!picture) return card;
  const [first, ...others] = picture.figures;
  if (first) {
    card.append(element("p", { class: `figure ${kind(first)}` }, number(first)), element("p", { class: "label" }, first.label));
  }
  if (!isWhole) return card;
  if (picture.timeline) {
    card.append(timeline(picture.timeline, picture.elapsed_ms, Math.max(1, ...all.map((one) => one.elapsed_ms))));
  } else if (picture.bars) {
    const most = Math.max(1, ...all.flatMap((one) => one.bars ? one.bars.map((bar) => bar.value) : []));
    card.append(bars(picture.bars, most, first?.is_bad === true));
  } else if (picture.exchanges) {
    card.append(exchanges(picture.exchanges));
  }
  if (others.length) card.append(element("p", { class: "others" }, others.map((figure) => `${figure.label}: ${number(figure)}`).join(" · ")));
  return card;
}

// Their pictures, or only the number that is the point.
function servers(isWhole) {
  const all = state.pictures.filter(Boolean);
  return element("div", { class: "servers" }, ...state.names.map((name, index) => server(name, state.pictures[index], all, isWhole)));
}

// Steps.

function code(lines) {
  return element("div", { class: "code", tabindex: "0", role: "region", "aria-label": "code" }, ...lines.map((line) => {
    const sign = { added: "+ ", removed: "- ", marked: "▶ " }[line.kind] ?? "  ";
    return element("div", { class: line.kind }, element("span", { class: "number", "aria-hidden": "true" }, line.number ?? ""), element("span", {}, sign + line.text));
  }));
}

function choices() {
  const all = state.votes.reduce((sum, count) => sum + count, 0);
  const isOpen = state.answer === undefined;
  return element("ol", { class: "choices" }, ...state.choices.map((choice, index) => {
    const isRight = state.answer === index;
    const share = element("span", { class: "share", "aria-hidden": "true" });
    share.style.width = all ? `${state.votes[index] / all * 100}%` : "0";
    const parts = [share, element("span", { class: "key" }, isRight ? "✔" : `${index + 1}`), element("span", {}, choice),
      all ? element("span", { class: "votes" }, `${state.votes[index]}`) : null];
    const attributes = { class: `choice ${isRight ? "right" : ""}` };
    if (!isOpen) return element("li", {}, element("div", attributes, ...parts));
    const button = element("button", { ...attributes, type: "button", "aria-pressed": String(vote === index) }, ...parts);
    button.addEventListener("click", () => sendVote(index));
    return element("li", {}, button);
  }));
}

function remark() {
  const words = [];
  const result = state.result;
  if (state.message) words.push(state.message);
  if (result?.outcome === "not_fixed") words.push("The second server shows the pitfall, too.");
  if (result?.outcome === "not_shown") words.push("The first server does not show the pitfall this time.");
  if (result?.outcome === "inconclusive" && !state.is_earlier_run) words.push("This machine was too busy for the numbers to mean anything.");
  if (state.is_earlier_run && result) words.push(`These numbers are of an earlier run, on ${result.at.slice(0, 10)}.`);
  return words.length ? element("p", { class: "note" }, words.join(" ")) : null;
}

function content() {
  switch (state.step) {
    case "code": return [code(state.code)];
    case "question": return [element("p", { class: "lead" }, state.question), choices()];
    case "race": return [element("p", { class: "soft" }, state.caption), servers(true), remark()];
    case "reveal": return [choices(), element("p", { class: "lead", style: "margin-top:1.2rem" }, state.reveal ?? ""), servers(false), remark()];
    case "fix": return [code(state.fix ?? [])];
    default: return [element("p", { class: "rule" }, state.rule ?? "")];
  }
}

function show() {
  const place = steps.indexOf(state.step) + 1;
  byID("lesson").textContent = `${state.lesson}, ${state.track}`;
  byID("number").textContent = `${place} of ${steps.length}`;
  byID("title").textContent = state.title;
  document.title = `${state.title} · pitfall demo`;
  // Replacing what has the focus would lose it.
  const focused = [...document.querySelectorAll("#step button")].indexOf(document.activeElement);
  const scrolled = shown === state.step ? document.querySelector("#step .code")?.scrollTop ?? 0 : 0;
  byID("step").replaceChildren(...content().filter(Boolean), ...(state.notes ? [element("p", { class: "speaker" }, state.notes)] : []));
  if (focused >= 0) document.querySelectorAll("#step button")[focused]?.focus();
  const box = document.querySelector("#step .code");
  if (box) {
    const first = box.querySelector(".marked, .added, .removed");
    box.scrollTop = shown === state.step ? scrolled : Math.max((first?.offsetTop ?? 0) - box.offsetTop - 60, 0);
  }
  const isBusy = state.step === "race" && (state.race === "preparing" || state.race === "running");
  document.querySelector('[data-action="next"]').disabled = isBusy;
  announce();
  shown = state.step;
}

// For screen readers: each step once, and the end of a race.
function announce() {
  const finished = state.race === "finished" && (state.step === "race" || state.step === "reveal");
  const figures = finished ? state.names.map((name, index) => {
    const first = state.pictures[index]?.figures[0];
    return first ? `${name}: ${first.label} ${number(first)}` : "";
  }).join("; ") : "";
  const words = `Step ${steps.indexOf(state.step) + 1}, ${state.step}. ${figures}`;
  if (byID("announcement").textContent !== words) byID("announcement").textContent = words;
}

// The server.

function tell(words, isBad = false) {
  byID("connection").textContent = words;
  byID("connection").className = isBad ? "bad" : "";
}

async function post(path, body) {
  try {
    const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...body, token, key }) });
    if (!response.ok) tell(`That was not accepted (${response.status}).`, true);
    return response.ok;
  } catch {
    tell("The demo cannot be reached. Trying again…", true);
    return false;
  }
}

async function sendVote(choice) {
  if (await post("vote", { choice, viewer })) {
    vote = choice;
    show();
  }
}

function act(action) { if (key) post("control", { action }); }

async function follow() {
  const source = new EventSource(`events?token=${encodeURIComponent(token)}&key=${encodeURIComponent(key)}`);
  source.addEventListener("state", (event) => {
    state = JSON.parse(event.data);
    if (state.answer !== undefined || state.step === "code") vote = state.step === "code" ? null : vote;
    tell("");
    show();
  });
  source.addEventListener("end", () => {
    source.close();
    tell("The demo is over.");
  });
  source.addEventListener("error", async () => {
    if (source.readyState !== EventSource.CLOSED) return tell("The connection is lost. Trying again…", true);
    // A browser says no status, so ask for it.
    const status = await fetch(`events?token=${encodeURIComponent(token)}&probe`).then((response) => response.status, () => 0);
    if (status === 403) return tell("This link lacks its token: ask for the whole link.", true);
    tell(status === 503 ? "There are too many viewers. Trying again…" : "The connection is lost. Trying again…", true);
    setTimeout(follow, 2000);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isButton = event.target.closest?.("button, a");
  if (/^[1-4]$/.test(event.key) && state?.step === "question" && Number(event.key) <= state.choices.length) return sendVote(Number(event.key) - 1);
  const action = { " ": "next", ArrowRight: "next", PageDown: "next", n: "next", ArrowLeft: "back", PageUp: "back", b: "back", r: "again" }[event.key];
  if (!action || !key || event.key === " " && isButton) return;
  event.preventDefault();
  act(action);
});
for (const button of document.querySelectorAll("[data-action]")) button.addEventListener("click", () => act(button.dataset.action));
byID("controls").hidden = !key;
follow();
