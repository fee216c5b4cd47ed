// The chat page. Whatever comes from a document or a reader becomes a text node, never markup.

const byId = (id) => document.getElementById(id);
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

let pendingAsk = new AbortController();
let pendingSource = new AbortController();
let opener = null;

/** Make an element; children are nodes or strings, and strings become text nodes. */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Make a label in both languages. */
function both([english, japanese]) {
  return [`${english} `, make("span", { lang: "ja" }, japanese)];
}

/** Fetch JSON; throws an Error whose message can be shown to a reader. */
async function getJson(path, signal) {
  let reply;
  try {
    reply = await fetch(path, { signal, headers: { Accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The service cannot be reached. サービスに接続できません。");
  }
  const body = await reply.json().catch(() => null);
  if (reply.ok && body !== null) return body;
  const detail = body?.detail ?? `The service replied ${reply.status}.`;
  const trace = reply.status >= 500 && body?.request_id ? ` (request ${body.request_id})` : "";
  throw new Error(detail + trace);
}

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
    const [english, japanese] = STATUS[reply.status] ?? [reply.status, ""];
    say("done", `${english} ${japanese}`);
  } catch (error) {
    if (error.name === "AbortError") return;
    result.hidden = true;
    say("error", `No answer 回答できませんでした — ${error.message}`);
  }
  result.removeAttribute("aria-busy");
}

/** Tell how things stand; `kind` is "busy", "done" (for screen readers only), "error" or "". */
function say(kind, text) {
  state.dataset.kind = kind;
  state.textContent = text;
}

function show(reply) {
  const card = make("article", { class: "card", "data-status": reply.status });
  card.append(make("p", { class: "asked" }, reply.question), badge(reply));
  if (reply.answer === null) {
    card.append(make("p", { class: "none" }, ...both([
      "The documents do not answer this. What follows is the nearest they hold, not an answer.",
      "文書の中に答えは見つかりませんでした。以下は最も近い記述で、答えではありません。",
    ])));
  } else {
    card.append(...answer(reply.answer));
  }
  result.replaceChildren(card, ...citations(reply));
  result.hidden = false;
}

function badge(reply) {
  const label = STATUS[reply.status] ?? [reply.status, ""];
  const line = make("p", { class: "verdict" }, make("span", { class: "badge" }, ...both(label)));
  if (reply.answer !== null) {
    const percent = Math.round(reply.confidence * 100);
    const meter = make("meter", { min: 0, max: 1, value: reply.confidence, "aria-hidden": "true" });
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
  for (const citation of reply.citations) list.append(make("li", {}, citationButton(citation)));
  return [make("h2", {}, ...both(label)), list];
}

function citationButton(citation) {
  const button = make("button", { type: "button", class: "citation", "aria-expanded": "false",
    "aria-controls": "source" },
    make("span", { class: "n" }, make("span", { class: "sr" }, "Source "), String(citation.n)),
    make("span", { class: "quote", lang: "ja" }, citation.quote),
    make("span", { class: "meta" },
      make("span", { class: "title", lang: "ja" }, citation.title),
      make("span", { class: "score" }, "score ", citation.score.toFixed(3))));
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
  if (question !== "") return ask(question);
  pendingAsk.abort();
  closeSource();
  result.hidden = true;
  result.removeAttribute("aria-busy");
  say("", "");
}

function submit(question) {
  history.pushState(null, "", `/?q=${encodeURIComponent(question)}`);
  follow();
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
