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

function bounds({ type, minimum, maximum, default: fallback }) {
  const range = minimum === undefined ? "" : `, ${minimum} to ${maximum}`;
  return `${type}${range}${fallback === undefined ? "" : `, default ${fallback}`}`;
}

function table(heads, rows) {
  const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((text) => make("td", {}, text))));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}

function section(path, method, operation) {
  const node = make("section", {}, make("h2", {},
    make("code", { class: "method" }, method.toUpperCase()), " ", make("code", {}, path)));
  node.append(make("p", {}, operation.description ?? operation.summary ?? ""));
  const rows = fields(operation).map((field) => [
    field.name, field.in, bounds(field.schema), field.required ? "required" : "",
    field.description ?? field.schema.description ?? "",
  ]);
  if (rows.length > 0) node.append(table(["Field", "In", "Value", "", "Meaning"], rows));
  node.append(table(["Status", "Reply"], Object.entries(operation.responses)
    .map(([status, reply]) => [status, replyName(reply)])));
  return node;
}

function replyName(reply) {
  const schema = reply.content?.["application/json"]?.schema;
  return schema?.$ref === undefined ? reply.description : schema.$ref.split("/").at(-1);
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
    make("section", { id: name }, make("h2", {}, name), make("p", {}, schema.description ?? ""),
      make("pre", {}, JSON.stringify(schema.properties ?? schema, null, 2))));
  routes.replaceChildren(...operations, ...schemas);
}

start();
