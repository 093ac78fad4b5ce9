// Shows the state of a demo as the server sends it, and sends votes and, for whoever has the key, the speaker's steps.
import { element, legend, number, patch, servers } from "./pictures.js";

const steps = { code: "Code", question: "Prediction", race: "Race", reveal: "Answer", fix: "Fix", rule: "Rule" };
const parameters = new URLSearchParams(location.hash.slice(1));
const token = parameters.get("token") ?? "";
const key = parameters.get("key") ?? "";
const viewer = ownName();
let state = null;
let vote = null;
let shown = "";
let isOver = false;

function byID(id) { return document.getElementById(id); }

// The same after a reload, so that a viewer has one vote.
function ownName() {
  const fresh = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    const name = sessionStorage.getItem("pitfall-viewer") ?? fresh;
    sessionStorage.setItem("pitfall-viewer", name);
    return name;
  } catch {
    // A private window may have no storage; the name lasts as long as the page.
    return fresh;
  }
}

// Steps.

function code(lines) {
  return element("div", { class: "code", tabindex: "0", role: "region", "aria-label": "Code" }, ...lines.map((line) => {
    const sign = { added: "+ ", removed: "- ", marked: "▶ " }[line.kind] ?? "  ";
    return element("div", { class: line.kind },
      element("span", { class: "number", "aria-hidden": "true" }, line.number ?? ""), element("span", {}, sign + line.text));
  }));
}

function counted(votes) { return `${votes} ${votes === 1 ? "vote" : "votes"}`; }

function choice(text, index, all) {
  const isRight = state.answer === index;
  const votes = state.votes[index];
  const attributes = { class: `choice${isRight ? " right" : ""}${vote === index ? " own" : ""}` };
  const parts = [
    element("span", { class: "share", "aria-hidden": "true", style: `width: ${all ? votes / all * 100 : 0}%` }),
    isRight ? element("span", { class: "key", role: "img", "aria-label": "right" }, "✔") : element("span", { class: "key" }, `${index + 1}`),
    element("span", {}, text),
    element("span", { class: "votes" }, [vote === index ? "yours" : "", all ? counted(votes) : ""].filter(Boolean).join(" · "))];
  return element("li", {}, state.answer === undefined
    ? element("button", { ...attributes, type: "button", "data-choice": index, "aria-pressed": String(vote === index) }, ...parts)
    : element("div", attributes, ...parts));
}

function choices() {
  const all = state.votes.reduce((sum, count) => sum + count, 0);
  return element("ol", { class: "choices" }, ...state.choices.map((text, index) => choice(text, index, all)));
}

// What is to be said of a race that is not simply over.
function remark() {
  const result = state.result;
  const words = [];
  if (state.race === "preparing") words.push(`${state.message || "starting"}…`);
  else if (state.message) words.push(state.message);
  if (state.is_earlier_run) words.push(`These numbers are of an earlier run, on ${result?.at.slice(0, 10)}.`);
  else if (result?.outcome === "not_fixed") words.push("The second server shows the pitfall, too.");
  else if (result?.outcome === "not_shown") words.push("The first server does not show the pitfall this time.");
  else if (result?.outcome === "inconclusive") words.push("This machine was too busy for the numbers to mean anything.");
  if (key && words.length && state.race !== "preparing" && !state.is_earlier_run) words.push("Press r to run it again.");
  if (!words.length) return null;
  return element("p", { class: `remark${state.race === "failed" && !state.is_earlier_run ? " bad" : ""}` }, words.join(state.message.includes("\n") ? "\n" : " "));
}

function race() {
  const hasNothing = state.race === "failed" && !state.pictures.some(Boolean);
  return [
    element("div", { class: "caption" }, element("p", {}, state.caption), legend(state)), remark(),
    hasNothing ? null : servers(state, true)];
}

function content() {
  switch (state.step) {
    case "code": return [code(state.code)];
    case "question": return [element("p", { class: "lead" }, state.question), choices(),
      element("p", { class: "soft" }, `Vote by a click or a tap, or with the keys 1 to ${state.choices.length}.`)];
    case "race": return race();
    case "reveal": return [
      element("div", { class: "result" }, choices(), state.pictures.some(Boolean) ? servers(state, false) : null), remark(),
      element("p", { class: "lead" }, state.reveal ?? "")];
    case "fix": return [code(state.fix ?? [])];
    default: return [element("p", { class: "rule" }, state.rule ?? "")];
  }
}

// The page.

function show() {
  if (!state) return;
  const isNew = shown !== state.step;
  shown = state.step;
  byID("lesson").textContent = `${state.lesson}, ${state.track}`;
  byID("title").textContent = state.title;
  document.title = `${state.title} · pitfall demo`;
  patch(byID("steps"), element("ol", { id: "steps", "aria-label": "Steps" }, ...Object.entries(steps).map(([step, name]) =>
    element("li", { "aria-current": step === state.step ? "step" : null }, name))));
  const fresh = element("main", { id: "step", "data-step": state.step, tabindex: "-1" }, ...content().filter(Boolean));
  if (isNew) byID("step").replaceChildren();
  patch(byID("step"), fresh);
  if (isNew) showLinesThatMatter();
  showControls();
  announce();
}

// With some of the lines before them.
function showLinesThatMatter() {
  const box = document.querySelector("#step .code");
  const first = box?.querySelector(".marked, .added, .removed");
  if (first) box.scrollTop = first.offsetTop - box.offsetTop - box.clientHeight / 4;
}

function showControls() {
  byID("notes").textContent = state.notes ?? "";
  byID("notes").hidden = !state.notes;
  const isBusy = state.step === "race" && (state.race === "preparing" || state.race === "running");
  const button = (action) => document.querySelector(`[data-action="${action}"]`);
  button("back").disabled = state.step === "code";
  button("again").disabled = state.step !== "race" && state.step !== "reveal";
  button("next").disabled = isBusy;
  byID("next").textContent = state.step === "rule" ? "End" : "Next";
}

// For screen readers: each step once, the answer, and the end of a race.
function announce() {
  const words = [`Step ${Object.keys(steps).indexOf(state.step) + 1} of 6, ${steps[state.step]}.`];
  if (state.step === "race" || state.step === "reveal") {
    if (state.race === "finished") {
      for (const [index, name] of state.names.entries()) {
        const first = state.pictures[index]?.figures[0];
        if (first) words.push(`${name}: ${first.label} ${number(first)}.`);
      }
    } else if (state.race === "failed") words.push(state.message);
  }
  if (state.step === "reveal" && state.answer !== undefined) words.push(`The answer: ${state.choices[state.answer]}.`);
  if (byID("announcement").textContent !== words.join(" ")) byID("announcement").textContent = words.join(" ");
}

function tell(words, isBad = false) {
  byID("connection").textContent = words;
  byID("connection").className = isBad ? "bad" : "";
}

// The server.

const lost = "The connection is lost. Trying again…";
const wrongLink = "This link is not one of this demo: ask for the whole link.";

async function post(path, body) {
  if (isOver) return false;
  try {
    const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...body, token, key }) });
    if (response.status === 403) tell(wrongLink, true);
    else if (!response.ok) tell((await response.text()).trim(), true);
    return response.ok;
  } catch {
    tell(lost, true);
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

function follow() {
  const query = `token=${encodeURIComponent(token)}&key=${encodeURIComponent(key)}`;
  const source = new EventSource(`events?${query}&viewer=${viewer}`);
  // What this viewer chose before a reload.
  source.addEventListener("ballot", (event) => {
    vote = JSON.parse(event.data).choice;
    tell("");
    show();
  });
  source.addEventListener("state", (event) => {
    state = JSON.parse(event.data);
    // Another fix begins a new vote.
    if (state.answer === undefined && state.votes.every((count) => count === 0)) vote = null;
    show();
  });
  source.addEventListener("end", () => {
    source.close();
    isOver = true;
    byID("controls").hidden = true;
    tell("The demo is over.");
  });
  source.addEventListener("error", async () => {
    if (source.readyState !== EventSource.CLOSED) return tell(lost, true);
    // A browser says no status, so ask for it.
    const status = await fetch(`events?${query}&probe`).then((response) => response.status, () => 0);
    if (status === 403) return tell(wrongLink, true);
    tell(status === 503 ? "There are too many viewers. Trying again…" : lost, true);
    setTimeout(follow, 2000);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const isButton = event.target.closest?.("button, a");
  if (/^[1-4]$/.test(event.key) && state?.step === "question" && state.answer === undefined && Number(event.key) <= state.choices.length) {
    return sendVote(Number(event.key) - 1);
  }
  const action = { " ": "next", Enter: "next", ArrowRight: "next", PageDown: "next", n: "next", ArrowLeft: "back", PageUp: "back", b: "back", r: "again" }[event.key];
  if (!action || !key || isButton && (event.key === " " || event.key === "Enter")) return;
  event.preventDefault();
  act(action);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (button?.dataset.action) act(button.dataset.action);
  if (button?.dataset.choice) sendVote(Number(button.dataset.choice));
});
byID("controls").hidden = !key;
follow();
