// Shows /openapi.json as plain tables, with nothing from another host.

import { make } from "./common.js";

/** The fields of an operation: its parameters, or the properties of its JSON body. */
function fields(operation) {
  const body = operation.requestBody?.content["application/json"].schema;
  if (body === undefined) return operation.parameters ?? [];
  return Object.entries(body.properties).map(([name, schema]) => ({
    name, schema, required: body.required?.includes(name) ?? false, in: "body",
  }));
}

function bounds({ type, items, minimum, maximum, default: fallback }) {
  const members = items?.properties ? ` of {${Object.keys(items.properties).join(", ")}}` : "";
  const range = minimum === undefined ? "" : `, ${minimum} to ${maximum}`;
  const otherwise = fallback === undefined ? "" : `, default ${JSON.stringify(fallback)}`;
  return `${type}${members}${range}${otherwise}`;
}

/** A description as nodes: what stands between doubled backquotes is code. */
function prose(text) {
  return text.split("``").map((piece, at) => at % 2 ? make("code", {}, piece) : piece);
}

function table(kind, heads, rows) {
  const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((text) => make("td", {}, text))));
  return make("table", { class: kind }, make("thead", {}, head), make("tbody", {}, ...body));
}

function section(path, method, operation) {
  const node = make("section", {}, make("h2", {},
    make("code", { class: "method" }, method.toUpperCase()), " ", make("code", {}, path)));
  node.append(make("p", {}, ...prose(operation.description ?? operation.summary ?? "")));
  const rows = fields(operation).map((field) => [
    field.name, field.in, bounds(field.schema), field.required ? "required" : "",
    field.description ?? field.schema.description ?? "",
  ]);
  if (rows.length > 0) node.append(table("fields", ["Field", "In", "Value", "Needed", "Meaning"], rows));
  node.append(table("replies", ["Status", "Reply"], Object.entries(operation.responses)
    .map(([status, reply]) => [status, replyName(reply)])));
  return node;
}

function replyName(reply) {
  const schema = reply.content?.["application/json"]?.schema;
  if (schema?.$ref === undefined) return reply.description;
  const name = schema.$ref.split("/").at(-1);
  return make("a", { href: `#${name}` }, name);
}

async function start() {
  const routes = document.getElementById("routes");
  const reply = await fetch("/openapi.json");
  if (!reply.ok) {
    routes.textContent = `/openapi.json replied ${reply.status}.`;
    return;
  }
  const api = await reply.json();
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(path, method, operation)));
  const schemas = Object.entries(api.components?.schemas ?? {}).map(([name, schema]) =>
    make("section", { id: name }, make("h2", {}, name), make("p", {}, ...prose(schema.description ?? "")),
      make("pre", {}, JSON.stringify(schema.properties ?? schema, null, 2))));
  routes.replaceChildren(...operations, ...schemas);
}

start();
