// What the pages share: nodes made of text, and JSON fetched from the service.

import { keepKey, keptKey } from "./key.js";

const KEY_NEEDED = "This service asks for a key: enter the one that you were given. "
  + "このサービスにはAPIキーが必要です。お持ちのキーを入力してください。";
const KEY_REFUSED = "This key is not accepted: it has a slip, or was revoked. Enter another. "
  + "このキーは使えません。入力に誤りがあるか、無効になっています。別のキーを入力してください。";

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

/** A reply that is no answer; the message can be shown to a reader. */
export class Refusal extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Fetch JSON; throws an Error whose message can be shown to a reader. */
export async function getJson(path, signal) {
  return parsed(await request(path, { signal, headers: { Accept: "application/json" } }));
}

/** Send fields as JSON and fetch JSON; throws like `getJson`. */
export async function postJson(path, fields, signal) {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  return parsed(await request(path, {
    method: "POST", body: JSON.stringify(fields), signal, headers,
  }));
}

async function parsed(reply) {
  const body = await reply.json().catch(() => null);
  if (body !== null) return body;
  throw new Refusal(introduction(500), 500);
}

/** Fetch with the key that is kept; throws like `getJson`, a Refusal unless the reply is good. */
export async function request(path, { headers = {}, ...options } = {}) {
  const key = keptKey();
  let reply;
  try {
    const more = key === "" ? {} : { "X-API-Key": key };
    reply = await fetch(path, { ...options, headers: { ...headers, ...more } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The service cannot be reached. サービスに接続できません。");
  }
  if (reply.ok) return reply;
  if (reply.status === 401) throw refusedKey(key);
  throw await refusal(reply);
}

/** What a reader is told whose request had this key, or none; a key that is refused is forgotten. */
function refusedKey(key) {
  // A key that came meanwhile may be a good one.
  if (key === keptKey()) keepKey("");
  return new Refusal(key === "" ? KEY_NEEDED : KEY_REFUSED, 401);
}

async function refusal(reply) {
  const body = await reply.json().catch(() => null);
  const detail = body?.detail ?? `the service replied ${reply.status}`;
  const trace = reply.status >= 500 && body?.request_id ? ` (request ${body.request_id})` : "";
  const means = introduction(reply.status, reply.headers.get("Retry-After") ?? "1");
  return new Refusal(`${means} (${reply.status}: ${detail}${trace})`, reply.status);
}

/** What a status means to a reader; the service's own detail is in English only. */
function introduction(status, seconds) {
  if (status === 429) {
    return `Too many questions: ask again in ${seconds} s. `
      + `質問が多すぎます。${seconds}秒後にもう一度質問してください。`;
  }
  if (status === 404) return "This document is not there. この文書は見つかりません。";
  if (status === 503) {
    return `The service is busy or not ready yet: ask again in ${seconds} s. `
      + `サービスが混み合っているか、準備中です。${seconds}秒後にもう一度質問してください。`;
  }
  if (status >= 500) return "The service has a problem. サービスに問題が発生しました。";
  return "This question cannot be used as it is. この質問はこのままでは使えません。";
}
