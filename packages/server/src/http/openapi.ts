import type { AnswerForm, Operation, Parameter, Schema } from "./operation.js";
import { schemas } from "./rest/schemas.js";
import type { Route } from "./route.js";

/** A document of OpenAPI 3.1 for the routes that say what they take and give. */
export function openApiOf(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, operation } of routes) {
    if (operation === undefined) continue;
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(`${method} ${path}`, operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "KeyVal",
      version,
      summary: "A distributed key-value database",
      description:
        "For people and scripts. Everything else is there for clients of etcd, by gRPC and as JSON below /v3/.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths,
    components: { schemas },
  };
}

function operationOf(name: string, { tag, summary, description, parameters, body, answers }: Operation): object {
  return {
    operationId: name.replaceAll(/\W+/gu, "-").replace(/-$/u, "").toLowerCase(),
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined && { parameters: parameters.map(parameterOf) }),
    ...(body !== undefined && { requestBody: { required: true, content: contentOf(body) } }),
    responses: Object.fromEntries(Object.entries(answers).map(([status, form]) => [status, responseOf(form)])),
  };
}

function parameterOf(parameter: Parameter): object {
  return { ...parameter, required: parameter.in === "path" };
}

function responseOf({ description, content, headers }: AnswerForm): object {
  const described = Object.entries(headers ?? {}).map(([name, text]) => [
    name,
    { description: text, schema: { type: "string" } },
  ]);
  return {
    description,
    ...(content !== undefined && { content: contentOf(content) }),
    ...(headers !== undefined && { headers: Object.fromEntries(described) as object }),
  };
}

function contentOf(byType: Readonly<Record<string, Schema>>): object {
  return Object.fromEntries(Object.entries(byType).map(([type, schema]) => [type, { schema }]));
}
