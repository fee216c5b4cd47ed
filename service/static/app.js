// The chat page. Whatever comes from a document or a reader becomes a text node, never markup.

import { both, byId, getJson, postJson } from "./common.js";
import { isKey, keepKey } from "./key.js";
import { card, citations, verdict } from "./reply.js";
import { closeAndReturn, closeSource, isOpen, openSource } from "./source.js";
import { items, sendable, turnOf, waiting } from "./turns.js";

const form = byId("ask");
const field = byId("q");
const state = byId("state");
const turnList = byId("turns");
const result = byId("result");
const keyForm = byId("key-form");
const keyField = byId("key");

const TITLE = document.title;
const NO_KEY = "This is not a key. これはAPIキーではありません。";
const BLANK = "Write a question first. 質問を入力してください。";
const MOST_TURNS = 10;
const FIRST = field.placeholder;
const FURTHER = "Ask further 続けて質問";

let pending = new AbortController();
/** The question that is shown with its answer, as the turn that the next one may follow up. */
let shown = null;

async function ask(question, turns) {
  pending.abort();
  pending = new AbortController();
  const { signal } = pending;
  clear();
  converse([...items(turns), waiting(question)]);
  document.title = `${question} – ${TITLE}`;
  say("busy", "Reading the documents… 文書を調べています…");
  state.scrollIntoView({ block: "nearest" });
  try {
    const reply = await answerTo(question, turns.map(sendable).slice(-MOST_TURNS), signal);
    if (signal.aborted) return;
    converse(items(turns));
    show(reply, turns.length > 0);
    shown = turnOf(question, reply);
  } catch (error) {
    if (signal.aborted) return;
    if (field.value === "") field.value = question;
    fail(error);
  }
}

function answerTo(question, before, signal) {
  if (before.length === 0) return getJson(`/ask?q=${encodeURIComponent(question)}`, signal);
  return postJson("/ask", { q: question, history: before }, signal);
}

/** Take away what was shown for the question before. */
function clear() {
  closeSource();
  shown = null;
  result.hidden = true;
  result.replaceChildren();
}

/** Show the turns that came before, given as list items. */
function converse(nodes) {
  turnList.replaceChildren(...nodes);
  turnList.hidden = nodes.length === 0;
}

/** Tell why there is no answer, and ask for a key if that is what is missing. */
function fail(error) {
  say("error", error.message);
  state.scrollIntoView({ block: "nearest" });
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
  field.focus();
  follow();
  introduce();
}

/** Tell how things stand; `kind` is "busy", "done" (for screen readers only), "error" or "". */
function say(kind, text) {
  state.dataset.kind = kind;
  state.textContent = text;
}

/** Show a reply; `bring` it into view where it may be out of it. */
function show(reply, bring) {
  const open = (...cited) => openSource(...cited, sourceFailed);
  result.replaceChildren(card(reply), ...citations(reply, open));
  result.hidden = false;
  const [english, japanese] = verdict(reply);
  const said = reply.answer === null ? "" : `: ${reply.answer.text}`;
  say("done", `${english} ${japanese}${said}`);
  if (bring) result.scrollIntoView({ block: "start" });
  // What was pressed, an example, may be gone; then the next Tab goes on from the answer.
  if (document.activeElement === document.body) result.focus({ preventScroll: true });
}

function sourceFailed(error) {
  if (error.status === 401) fail(error);
}

/** Ask what the address holds, or show the empty page. */
function follow() {
  const question = new URLSearchParams(location.search).get("q") ?? "";
  const asked = question.trim() !== "";
  field.value = "";
  document.body.classList.toggle("talking", asked);
  byId("anew").hidden = !asked;
  field.placeholder = asked ? FURTHER : FIRST;
  // A question that was asked here remembers the turns before it; a link begins anew.
  if (asked) return ask(question, history.state?.turns ?? []);
  pending.abort();
  clear();
  converse([]);
  document.title = TITLE;
  say("", "");
}

function submit(question) {
  if (question.trim() === "") {
    say("error", BLANK);
    field.focus();
    return;
  }
  const turns = [...history.state?.turns ?? [], shown].filter((turn) => turn !== null);
  history.pushState({ turns }, "", `/?q=${encodeURIComponent(question)}`);
  follow();
}

/** Leave the conversation; the browser's way back returns to it. */
function beginAnew() {
  history.pushState(null, "", "/");
  follow();
  field.focus();
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
byId("anew").addEventListener("click", beginAnew);
byId("close").addEventListener("click", closeAndReturn);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isOpen() && !event.isComposing) closeAndReturn();
});
window.addEventListener("popstate", follow);
follow();
introduce();
