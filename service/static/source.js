// The document that a citation is taken from, with the cited characters marked.

import { byId, getJson, make } from "./common.js";
import { parted } from "./reply.js";

const panel = byId("source");
const heading = byId("source-title");
const page = byId("source-text");

const CHANGED = "The source has changed since the answer; ask again. "
  + "出典が更新されています。もう一度質問してください。";

let pending = new AbortController();
let opener = null;

/** Whether a document is shown. */
export function isOpen() {
  return !panel.hidden;
}

/** Show what `citation` is taken from, for `button`; `fail` is told of an error. */
export async function openSource(citation, answer, button, fail) {
  pending.abort();
  pending = new AbortController();
  const { signal } = pending;
  opener?.setAttribute("aria-expanded", "false");
  opener = button;
  button.setAttribute("aria-expanded", "true");
  heading.textContent = citation.title;
  page.textContent = "…";
  panel.hidden = false;
  document.body.classList.add("reading");
  try {
    const path = citation.doc_id.split("/").map(encodeURIComponent).join("/");
    const text = await getJson(`/documents/${path}`, signal);
    if (!signal.aborted) paint(text, citation, answer);
  } catch (error) {
    if (signal.aborted) return;
    page.textContent = error.message;
    fail(error);
  }
}

/** Show no document. */
export function closeSource() {
  pending.abort();
  panel.hidden = true;
  document.body.classList.remove("reading");
  opener?.setAttribute("aria-expanded", "false");
  opener = null;
}

/** Show no document, and return to the citation that opened it. */
export function closeAndReturn() {
  const back = opener;
  closeSource();
  back?.focus();
}

/** Show a document with the cited characters and the answer marked, and bring them into view. */
function paint(doc, { start, end, quote, passage }, answer) {
  // Offsets count code points, while a JavaScript string counts UTF-16 units.
  const chars = Array.from(doc.text);
  if (chars.slice(start, end).join("") !== quote) {
    page.textContent = CHANGED;
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
  page.replaceChildren(...pieces(chars, doc.sections, 0, from), around,
    ...pieces(chars, doc.sections, to, chars.length));
  mark.focus({ preventScroll: true });
  // Not scrollIntoView: that would scroll the answer away as well.
  const above = mark.getBoundingClientRect().top - page.getBoundingClientRect().top;
  page.scrollTop += above - page.clientHeight / 3;
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
