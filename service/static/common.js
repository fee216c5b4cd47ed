// What the pages share: nodes made of text, and JSON fetched from the service.

export const byId = (id) => document.getElementById(id);

/** Make an element; children are nodes or strings, and strings become text nodes. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Make a label in both languages. */
export function both([english, japanese]) {
  return [`${english} `, make("span", { lang: "ja" }, japanese)];
}

/** Fetch JSON; throws an Error whose message can be shown to a reader. */
export async function getJson(path, signal) {
  let reply;
  try {
    reply = await fetch(path, { signal, headers: { Accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The service cannot be reached. サービスに接続できません。");
  }
  const body = await reply.json().catch(() => null);
  if (reply.ok && body !== null) return body;
  const detail = body?.detail ?? `the service replied ${reply.status}`;
  const trace = reply.status >= 500 && body?.request_id ? ` (request ${body.request_id})` : "";
  throw new Error(`${introduction(reply.status)} (${reply.status}: ${detail}${trace})`);
}

/** What a status means to a reader; the service's own detail is in English only. */
function introduction(status) {
  if (status === 404) return "This document is not there. この文書は見つかりません。";
  if (status === 503) return "The service is not ready yet. サービスはまだ準備中です。";
  if (status >= 500) return "The service has a problem. サービスに問題が発生しました。";
  return "This question cannot be used as it is. この質問はこのままでは使えません。";
}
