import assert from "node:assert/strict";
import type { Operation, Parameter, Schema } from "../http/operation.js";
import { schemas } from "../http/rest/schemas.js";
import type { Route } from "../http/route.js";
import { code, MADE, table } from "./held-page.test-helper.js";

/** What is told of the routes that do not describe themselves; a route without a place here is a failure. */
const OTHERS: Readonly<Record<string, string>> = {
  "/join": 'a member asks to become one: `{"id":"name","raftAddress":"host:port"}`; `keyval --join` does it',
  "/leave": 'removes a member by its name: `{"id":"name"}`, one that never started by what it joined with',
  "/openapi.json": "this page for programs: OpenAPI 3.1",
  "/docs": "a page to try it in a browser",
  "/version": "the versions of etcd whose protocol is spoken",
  "/health": "`true` if this member can serve a linearizable read and no alarm is raised; else 503 and the reason",
  "/livez": "whether the process lives; 200 while it is starting, too",
  "/readyz":
    "whether this member serves; else 503 with what it waits for. `?verbose` lists the checks, `?exclude=` leaves one out",
  "/metrics": "[metrics](metrics.md) for Prometheus",
  "/debug/vars": "the process in numbers",
};

/** REST, and what else is asked over HTTP. Each description is the route's own, as in the document of OpenAPI. */
export function restPage(routes: readonly Route[]): string {
  return `# REST and HTTP

${MADE}

All of it is served on the clients' port, by HTTP/1.1 and HTTP/2. A running server has the same as a document of OpenAPI at
\`/openapi.json\`, and a page to try it at \`/docs\`. A refusal is \`application/problem+json\` with a \`code\` (see [errors](errors.md))
and a \`detail\` that says what to do. A parameter that a path does not know is refused.

${routes.map(sectionOf).join("")}## Schemas
${Object.entries(schemas as Readonly<Record<string, Schema>>)
  .map(schemaSection)
  .join("\n")}
## JSON gateway
\`POST /v3/…\` takes every call of etcd's API as JSON, by etcd's paths: \`/v3/kv/range\`, \`/v3/kv/put\`, \`/v3/kv/txn\`, \`/v3/watch\`,
\`/v3/lease/grant\` and the rest. Keys and values are in base64, numbers of 64 bits are strings.

## Other paths
${table(["path", "what"], otherPaths(routes))}`;
}

function sectionOf({ method, path, operation }: Route): string {
  return operation === undefined ? "" : `## ${method} ${path}\n${operationText(operation)}\n`;
}

function operationText({ summary, description, parameters, body, answers }: Operation): string {
  const parts = [
    `${summary}.${description === undefined ? "" : ` ${description}`}\n`,
    parameters === undefined ? "" : table(["parameter", "in", "takes", "what"], parameters.map(parameterRow)),
    body === undefined ? "" : `Body: ${contentText(body)}\n`,
    table(
      ["status", "what", "body"],
      Object.entries(answers).map(([status, form]) => [status, form.description, contentText(form.content ?? {})]),
    ),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function parameterRow({ name, in: place, schema, description }: Parameter): string[] {
  return [code(name), place, takes(schema), description];
}

function takes({ type, enum: values, minimum, maximum, default: fallback }: Schema): string {
  const kind = values === undefined ? (type ?? "") : values.map(code).join(" or ");
  const bounds = minimum === undefined ? "" : maximum === undefined ? ` from ${minimum}` : ` ${minimum} to ${maximum}`;
  return `${kind}${bounds}${fallback === undefined ? "" : `; default ${code(String(fallback))}`}`;
}

function contentText(byType: Readonly<Record<string, Schema>>): string {
  return Object.entries(byType)
    .map(([type, { $ref }]) => (type === "application/json" && $ref !== undefined ? linked($ref) : code(type)))
    .join(" or ");
}

function linked(reference: string): string {
  const name = reference.slice(reference.lastIndexOf("/") + 1);
  return `[${name}](#${name.toLowerCase()})`;
}

function schemaSection([name, { description, properties = {}, required = [] }]: [string, Schema]): string {
  const rows = Object.entries(properties).map(([property, schema]) => [
    code(property),
    schema.items?.$ref === undefined ? takes(schema) : `array of ${linked(schema.items.$ref)}`,
    required.includes(property) ? "always" : "",
    schema.description ?? (schema.contentEncoding === undefined ? "" : `in ${schema.contentEncoding}`),
  ]);
  const words = description === undefined ? "" : `${description}\n\n`;
  return `### ${name}\n${words}${table(["field", "type", "there", "what"], rows)}`;
}

function otherPaths(routes: readonly Route[]): string[][] {
  const paths = routes.flatMap(({ path, operation }) => (operation === undefined ? [path] : []));
  return paths
    .filter((path) => !path.startsWith("/livez/") && !path.startsWith("/readyz/"))
    .map((path) => {
      const what = OTHERS[path];
      assert.ok(what !== undefined, `${path} has to be described in ${import.meta.url}`);
      return [code(path), what];
    });
}
