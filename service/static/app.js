// The chat page. Whatever comes from a document or a reader becomes a text node, never markup.

import { both, byId, getJson, make, postJson } from "./common.js";
import { isKey, keepKey } from "./key.js";
import { card, citations, parted, verdict } from "./reply.js";

const form = byId("ask");
const field = byId("q");
const state = byId("state");
const result = byId("result");
const source = byId("source");
const sourceTitle = byId("source-title");
const sourceText = byId("source-text");
const keyForm = byId("key-form");
const keyField = byId("key");

const NO_KEY = "This is not a key. これはAPIキーではありません。";
const MOST_TURNS = 10;
const BLANK = "Write a question first. 質問を入力してください。";

let pendingAsk = new AbortController();
let pendingSource = new AbortController();
let opener = null;
/** The question that is shown with its answer, as the turn that the next one may follow up. */
let shown = null;

async function ask(question, turns) {
  pendingAsk.abort();
  pendingAsk = new AbortController();
  const { signal } = pendingAsk;
  closeSource();
  shown = null;
  result.setAttribute("aria-busy", "true");
  say("busy", "Reading the documents… 文書を調べています…");
  try {
    const reply = await answerTo(question, turns, signal);
    if (signal.aborted) return;
    show(reply);
    shown = { question, answer: sayable(reply.answer?.text) };
    const [english, japanese] = verdict(reply);
    say("done", `${english} ${japanese}`);
  } catch (error) {
    if (signal.aborted) return;
    result.hidden = true;
    fail(error);
  }
  result.removeAttribute("aria-busy");
}

function answerTo(question, turns, signal) {
  if (turns.length === 0) return getJson(`/ask?q=${encodeURIComponent(question)}`, signal);
  return postJson("/ask", { q: question, history: turns }, signal);
}

/** An answer as a turn can have it: not one with characters that no question may hold. */
function sayable(text = null) {
  return text === null || /[\0\ufffd]/.test(text) ? null : text;
}

/** Tell why there is no answer, and ask for a key if that is what is missing. */
function fail(error) {
  say("error", error.message);
  if (error.status !== 401) return;
  keyForm.hidden = false;
  keyField.focus();
}

function useKey(key) {
  if (!isKey(key)) {
    say("error", NO_KEY);
    return;
  }
  keepKey(key);
  keyField.value = "";
  keyForm.hidden = true;
  follow();
  introduce();
}

/** Tell how things stand; `kind` is "busy", "done" (for screen readers only), "error" or "". */
function say(kind, text) {
  state.dataset.kind = kind;
  state.textContent = text;
}

function show(reply) {
  result.replaceChildren(card(reply), ...citations(reply, openSource));
  result.hidden = false;
}

async function openSource(citation, answer, button) {
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
    if (!signal.aborted) paint(text, citation, answer);
  } catch (error) {
    if (signal.aborted) return;
    sourceText.textContent = error.message;
    if (error.status === 401) fail(error);
  }
}

/** Show a document with the cited characters and the answer marked, and bring them into view. */
function paint(doc, { start, end, quote, passage }, answer) {
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
  const mark = make("mark", { id: "cited", tabindex: "-1" });
  let at = start;
  for (const [piece, isAnswer] of parted(quote, answer)) {
    const next = at + Array.from(piece).length;
    if (isAnswer) mark.append(fill(make("strong"), at, next));
    else fill(mark, at, next);
    at = next;
  }
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
  // A question that was asked here remembers the turns before it; a link begins anew.
  if (question.trim() !== "") return ask(question, history.state?.turns ?? []);
  pendingAsk.abort();
  shown = null;
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
  const turns = [...history.state?.turns ?? [], shown].filter((turn) => turn !== null);
  history.pushState({ turns: turns.slice(-MOST_TURNS) }, "", `/?q=${encodeURIComponent(question)}`);
  follow();
}

/** Offer the examples whose document is served; without any, tell how much is searched. */
async function introduce() {
  let documents;
  try {
    ({ documents } = await getJson("/documents"));
  } catch (error) {
    // A hint only: a question will tell what else is wrong.
    if (error.status === 401) fail(error);
    return;
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
keyForm.addEventListener("submit", (event) => {
  event.preventDefault();
  useKey(keyField.value.trim());
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
