// The turns of a conversation before the one that is shown in full: a question and a short answer.

import { both, make } from "./common.js";
import { words } from "./trust.js";

const ONE_SIDE = ["One side:", "一方の記述:"];

/** What is kept of a reply to `question` once the next one is asked; plain data. */
export function turnOf(question, { status, confidence, answer, resolved }) {
  const said = { answer: answer?.text ?? null, gloss: answer?.gloss ?? null };
  return { question, resolved: resolved ?? question, status, confidence, ...said };
}

/** A turn as the service takes it: an answer only if it has no character that no text may hold. */
export function sendable({ question, answer }) {
  return { question, answer: answer === null || /[\0\ufffd]/.test(answer) ? null : answer };
}

/** Earlier turns as list items, oldest first. */
export function items(turns) {
  return turns.map((turn) => make("li", { class: "turn" },
    make("p", { class: "turn-question" }, asked(turn)), short(turn)));
}

/** A question that waits for its answer, as a list item. */
export function waiting(question) {
  return make("li", { class: "turn" }, make("p", { class: "turn-question" }, question));
}

/** A question, and what it was taken to mean where that is something else. */
function asked({ question, resolved = question }) {
  return resolved === question ? question : `${question} → ${resolved}`;
}

function short(turn) {
  const line = make("p", { class: "turn-answer" });
  if (turn.answer !== null) {
    if (turn.status === "conflicting") line.append(...both(ONE_SIDE), " ");
    line.append(make("span", { class: "turn-text", lang: "ja" }, turn.answer), " ");
    if (turn.gloss !== null) line.append(make("span", { class: "turn-gloss", lang: "en" }, turn.gloss), " ");
  }
  line.append(make("span", { class: "turn-verdict" }, ...both(words(turn).badge)));
  return line;
}
