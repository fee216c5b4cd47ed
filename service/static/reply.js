// A reply as nodes: a card with the answer, and the sources that it rests on.

import { both, make } from "./common.js";
import { likelihood, percent, words } from "./trust.js";

const NEAREST = ["What follows is the nearest they hold, not given as an answer.",
  "以下は最も近い記述で、回答ではありません。"];
const SIDES = [["One side", "一方の記述"], ["The other side", "他方の記述"]];
// A longer answer is a clause, and is set smaller.
const SHORT = 24;

/** The label of a reply in both languages. */
export function verdict(reply) {
  return words(reply).badge;
}

/** The card: the question, how things stand, and the answer if one can be named. */
export function card(reply) {
  const node = make("article",
    { class: "card", "data-status": reply.status, "data-likely": likelihood(reply.confidence) },
    make("p", { class: "asked" }, reply.question), ...resolved(reply), standing(reply));
  const note = noteOn(reply);
  if (note !== undefined) node.append(make("p", { class: "note" }, ...both(note)));
  // Of two sides neither is the answer: they stand below, beside each other.
  if (reply.answer !== null && !isDisputed(reply)) node.append(...answer(reply));
  return node;
}

/** What a follow-up was taken to mean, where that is not what was asked. */
function resolved(reply) {
  if ((reply.resolved ?? reply.question) === reply.question) return [];
  return [make("p", { class: "resolved" }, "→ ", reply.resolved)];
}

/** The citations under their headings; `open(citation, answer, button)` shows a source. */
export function citations(reply, open) {
  const cited = reply.citations;
  const items = cited.map((citation) => citationButton(citation, reply, open));
  if (!isDisputed(reply)) {
    const label = reply.answer === null ? ["Nearest evidence", "最も近い記述"] : ["Sources", "出典"];
    return list(label, items);
  }
  const sides = items.slice(0, SIDES.length).map((button, at) =>
    [make("p", { class: "side" }, ...both(SIDES[at])), button]);
  return [...list(["Both sides", "両方の記述"], sides, "citations sides"),
    ...list(["More sources", "その他の出典"], items.slice(SIDES.length))];
}

/** Cut a quote wherever the answer stands in it: pairs of a piece and whether it is the answer. */
export function parted(quote, text) {
  if (text === "") return [[quote, false]];
  const parts = [];
  let from = 0;
  for (let at = quote.indexOf(text); at >= 0; at = quote.indexOf(text, at + 1)) {
    const end = at + text.length;
    if (at < from || splits(quote, at) || splits(quote, end)) continue;
    parts.push([quote.slice(from, at), false], [text, true]);
    from = end;
  }
  parts.push([quote.slice(from), false]);
  return parts.filter(([piece]) => piece !== "");
}

/** Whether a place is inside a number or a Latin word: the 5 of 15 is not the answer 5. */
function splits(quote, at) {
  return /^(?:\p{N}{2}|\p{Script=Latin}{2})$/u.test(quote.slice(Math.max(at - 1, 0), at + 1));
}

function isDisputed({ status }) {
  return status === "conflicting";
}

function noteOn(reply) {
  const { note } = words(reply);
  if (reply.status !== "not_in_corpus" || reply.citations.length === 0) return note;
  return [`${note[0]} ${NEAREST[0]}`, note[1] + NEAREST[1]];
}

function standing(reply) {
  const line = make("p", { class: "verdict" },
    make("span", { class: "badge" }, ...both(verdict(reply))));
  if (reply.answer === null) return line;
  // A browser paints the meter good from `high` on, bad below `low`, and in between in caution.
  const meter = make("meter", { min: 0, max: 1, low: 0.5, high: 0.8, optimum: 1,
    value: reply.confidence, "aria-hidden": "true" });
  line.append(make("span", { class: "confidence" }, meter, " ", ...both(chance(reply))));
  return line;
}

/** How likely the answer is right, in words. */
function chance(reply) {
  const likely = percent(reply.confidence);
  if (isDisputed(reply)) {
    return [`Source 1: about ${likely} % likely to be right`, `出典1が正しい確率 約${likely}%`];
  }
  return [`about ${likely} % likely to be right`, `正しい確率 約${likely}%`];
}

function answer(reply) {
  const { text, sentence } = reply.answer;
  const parts = [said(reply.answer)];
  // Where a citation quotes the sentence, it is marked there.
  if (!reply.citations.some(({ quote }) => quote === sentence)) {
    parts.push(make("blockquote", { class: "sentence", lang: "ja" }, ...marked(sentence, text)));
  }
  return parts;
}

/** The short answer, and what it is in English where that is known. */
function said({ text, gloss }) {
  const length = Array.from(text).length > SHORT ? "long" : "short";
  const line = make("p", { class: "said" },
    make("span", { class: "answer", "data-length": length, lang: "ja" }, text));
  if (gloss !== null) line.append(" ", make("span", { class: "gloss", lang: "en" }, gloss));
  return line;
}

function marked(quote, text) {
  return parted(quote, text).map(([piece, isAnswer]) =>
    isAnswer ? make("strong", {}, piece) : piece);
}

function list(label, items, kind = "citations") {
  if (items.length === 0) return [];
  const rows = items.map((item) => make("li", {}, ...[item].flat()));
  return [make("h2", {}, ...both(label)), make("ol", { class: kind }, ...rows)];
}

function citationButton(citation, reply, open) {
  // The first citation is the one that the answer is taken from.
  const text = citation.n === 1 ? reply.answer?.text ?? "" : "";
  const button = make("button", { type: "button", class: "citation", "aria-expanded": "false",
    "aria-controls": "source" },
    make("span", { class: "n" }, make("span", { class: "sr" }, "Source "), String(citation.n)),
    make("span", { class: "quote", lang: "ja" }, ...marked(citation.quote, text)),
    ...glossed(citation, reply), make("span", { class: "title", lang: "ja" }, citation.title));
  button.addEventListener("click", () => open(citation, text, button));
  return button;
}

/** What a disputed answer is in English: the card does not tell it then. */
function glossed(citation, reply) {
  if (citation.n !== 1 || !isDisputed(reply) || !reply.answer?.gloss) return [];
  const { text, gloss } = reply.answer;
  return [make("span", { class: "told" }, make("span", { lang: "ja" }, text), " ",
    make("span", { class: "gloss", lang: "en" }, gloss))];
}
