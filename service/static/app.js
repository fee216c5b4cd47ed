// The chat page. Whatever comes from a document or a reader becomes a text node, never markup.

import { both, byId, getJson, make } from "./common.js";

const form = byId("ask");
const field = byId("q");
const state = byId("state");
const result = byId("result");
const source = byId("source");
const sourceTitle = byId("source-title");
const sourceText = byId("source-text");

const STATUS = {
  answered: ["Answered", "回答あり"],
  partial: ["Partly answered", "部分的な回答"],
  conflicting: ["The sources disagree", "出典が食い違っています"],
  premise_contradicted: ["A source says otherwise", "質問の前提と異なる記述があります"],
  not_in_corpus: ["Not in the documents", "文書に記載がありません"],
};

// Below this the answer is as likely wrong as right, and must not look like a sure one.
const SURE = 0.5;
const POSSIBLE = ["Possible answer", "不確かな回答"];
const BLANK = "Write a question first. 質問を入力してください。";

let pendingAsk = new AbortController();
let pendingSource = new AbortController();
let opener = null;

async function ask(question) {
  pendingAsk.abort();
  pendingAsk = new AbortController();
  const { signal } = pendingAsk;
  closeSource();
  result.setAttribute("aria-busy", "true");
  say("busy", "Reading the documents… 文書を調べています…");
  try {
    const reply = await getJson(`/ask?q=${encodeURIComponent(question)}`, signal);
    if (signal.aborted) return;
    show(reply);
    const [english, japanese] = verdict(reply);
    say("done", `${english} ${japanese}`);
  } catch (error) {
    if (error.name === "AbortError") return;
    result.hidden = true;
    say("error", error.message);
  }
  result.removeAttribute("aria-busy");
}

/** Tell how things stand; `kind` is "busy", "done" (for screen readers only), "error" or "". */
function say(kind, text) {
  state.dataset.kind = kind;
  state.textContent = text;
}

function show(reply) {
  const card = make("article", { class: "card", "data-status": reply.status,
    "data-sure": String(isSure(reply)) });
  card.append(make("p", { class: "asked" }, reply.question), badge(reply));
  if (reply.answer === null) {
    card.append(make("p", { class: "none" }, ...both(unanswered(reply.citations.length > 0))));
  } else {
    card.append(...answer(reply.answer));
  }
  result.replaceChildren(card, ...citations(reply));
  result.hidden = false;
}

function unanswered(hasEvidence) {
  const found = ["The documents do not answer this.", "文書の中に答えは見つかりませんでした。"];
  const nearest = ["What follows is the nearest they hold, not an answer.",
    "以下は最も近い記述で、答えではありません。"];
  return hasEvidence ? [`${found[0]} ${nearest[0]}`, found[1] + nearest[1]] : found;
}

function isSure(reply) {
  return reply.status !== "answered" || reply.confidence >= SURE;
}

/** The label of a reply in both languages. */
function verdict(reply) {
  return isSure(reply) ? STATUS[reply.status] ?? [reply.status, ""] : POSSIBLE;
}

function badge(reply) {
  const label = verdict(reply);
  const line = make("p", { class: "verdict" }, make("span", { class: "badge" }, ...both(label)));
  if (reply.answer !== null) {
    const percent = Math.round(reply.confidence * 100);
    // Below `high` a browser paints the meter in its colour of caution.
    const meter = make("meter", { min: 0, max: 1, low: 0, high: SURE, optimum: 1,
      value: reply.confidence, "aria-hidden": "true" });
    line.append(make("span", { class: "confidence" },
      ...both(["Confidence", "確信度"]), " ", meter, ` ${percent}%`));
  }
  return line;
}

function answer({ text, sentence, gloss }) {
  const parts = [make("p", { class: "answer", lang: "ja" }, text)];
  if (gloss !== null) parts.push(make("p", { class: "gloss" }, gloss));
  if (sentence && sentence !== text) {
    const at = sentence.indexOf(text);
    const inner = at < 0 ? [sentence]
      : [sentence.slice(0, at), make("strong", {}, text), sentence.slice(at + text.length)];
    parts.push(make("blockquote", { class: "sentence", lang: "ja" }, ...inner));
  }
  return parts;
}

function citations(reply) {
  if (reply.citations.length === 0) return [];
  const label = reply.answer === null ? ["Nearest evidence", "最も近い記述"] : ["Sources", "出典"];
  const list = make("ol", { class: "citations" });
  for (const citation of reply.citations) {
    list.append(make("li", {}, citationButton(citation, reply.answer !== null)));
  }
  return [make("h2", {}, ...both(label)), list];
}

function citationButton(citation, scored) {
  const meta = make("span", { class: "meta" },
    make("span", { class: "title", lang: "ja" }, citation.title));
  if (scored) meta.append(make("span", { class: "score" }, "score ", citation.score.toFixed(3)));
  const button = make("button", { type: "button", class: "citation", "aria-expanded": "false",
    "aria-controls": "source" },
    make("span", { class: "n" }, make("span", { class: "sr" }, "Source "), String(citation.n)),
    make("span", { class: "quote", lang: "ja" }, citation.quote),
    meta);
  button.addEventListener("click", () => openSource(citation, button));
  return button;
}

async function openSource(citation, button) {
  pendingSource.abort();
  pendingSource = new AbortController();
  const { signal } = pendingSource;
  opener?.setAttribute("aria-expanded", "false");
  opener = button;
  button.setAttribute("aria-expanded", "true");
  sourceTitle.textContent = citation.title;
  sourceText.textContent = "…";
  source.hidden = false;
  document.body.classList.add("reading");
  try {
    const path = citation.doc_id.split("/").map(encodeURIComponent).join("/");
    const text = await getJson(`/documents/${path}`, signal);
    if (!signal.aborted) paint(text, citation);
  } catch (error) {
    if (error.name !== "AbortError") sourceText.textContent = error.message;
  }
}

/** Show a document with the cited characters marked, and bring them into view. */
function paint(doc, { start, end, quote, passage }) {
  // Offsets count code points, while a JavaScript string counts UTF-16 units.
  const chars = Array.from(doc.text);
  if (chars.slice(start, end).join("") !== quote) {
    sourceText.textContent = "The source has changed since the answer; ask again. "
      + "出典が更新されています。もう一度質問してください。";
    return;
  }
  const from = Math.min(passage.start, start);
  const to = Math.max(passage.end, end);
  const fill = (node, a, b) => { node.append(...pieces(chars, doc.sections, a, b)); return node; };
  const mark = fill(make("mark", { id: "cited", tabindex: "-1" }), start, end);
  const around = make("span", { class: "passage" });
  fill(around, from, start).append(mark);
  fill(around, end, to);
  sourceText.replaceChildren(...pieces(chars, doc.sections, 0, from), around,
    ...pieces(chars, doc.sections, to, chars.length));
  mark.focus({ preventScroll: true });
  // Not scrollIntoView: that would scroll the answer away as well.
  const above = mark.getBoundingClientRect().top - sourceText.getBoundingClientRect().top;
  sourceText.scrollTop += above - sourceText.clientHeight / 3;
}

/** The characters from `a` to `b` as nodes, with the headings among them set apart. */
function pieces(chars, sections, a, b) {
  const nodes = [];
  let at = a;
  const upTo = (end) => {
    if (end > at) nodes.push(chars.slice(at, end).join(""));
    at = Math.max(at, end);
  };
  for (const section of sections) {
    const start = Math.max(a, section.start);
    const end = Math.min(b, section.start + Array.from(section.heading).length);
    if (start >= end) continue;
    upTo(start);
    nodes.push(make("span", { class: "heading" }, chars.slice(start, end).join("")));
    at = end;
  }
  upTo(b);
  return nodes;
}

function closeSource() {
  pendingSource.abort();
  source.hidden = true;
  document.body.classList.remove("reading");
  opener?.setAttribute("aria-expanded", "false");
  opener = null;
}

function closeAndReturn() {
  const back = opener;
  closeSource();
  back?.focus();
}

/** Ask what the address holds, or show the empty page. */
function follow() {
  const question = new URLSearchParams(location.search).get("q") ?? "";
  field.value = question;
  if (question.trim() !== "") return ask(question);
  pendingAsk.abort();
  closeSource();
  result.hidden = true;
  result.removeAttribute("aria-busy");
  say("", "");
}

function submit(question) {
  if (question.trim() === "") {
    pendingAsk.abort();
    result.removeAttribute("aria-busy");
    say("error", BLANK);
    field.focus();
    return;
  }
  history.pushState(null, "", `/?q=${encodeURIComponent(question)}`);
  follow();
}

/** Offer the examples whose document is served; without any, tell how much is searched. */
async function introduce() {
  let documents;
  try {
    ({ documents } = await getJson("/documents"));
  } catch {
    return; // A hint only; a question will tell what is wrong.
  }
  const served = new Set(documents.map(({ id }) => id));
  const examples = [...document.querySelectorAll(".example")];
  for (const example of examples) example.hidden = !served.has(example.dataset.doc);
  const offered = examples.some((example) => !example.hidden);
  document.querySelector(".examples").hidden = !offered;
  const count = served.size;
  const noun = count === 1 ? "document is" : "documents are";
  byId("corpus").replaceChildren(...both([`${count} ${noun} searched.`,
    `${count}件の文書を検索します。`]));
  byId("corpus").hidden = offered;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit(field.value);
});
for (const example of document.querySelectorAll(".example")) {
  example.addEventListener("click", () => submit(example.textContent));
}
byId("close").addEventListener("click", closeAndReturn);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !source.hidden && !event.isComposing) closeAndReturn();
});
window.addEventListener("popstate", follow);
follow();
introduce();
