import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Script } from "node:vm";
import { documentRoutes } from "./document-routes.js";
import { ask } from "./http.test-helper.js";
import { joinRoutes } from "./join.js";
import { openApiOf } from "./openapi.js";
import { kvRoutes } from "./rest/kv-routes.js";
import { watchOperation } from "./rest/watch-operation.js";
import type { Route } from "./route.js";
import { Router } from "./router.js";

const never = (): never => assert.fail("nothing is answered here");

const routes: readonly Route[] = [
  ...kvRoutes({ handlers: {} as Parameters<typeof kvRoutes>[0]["handlers"], leader: never }),
  { method: "GET", path: "/watch", operation: watchOperation, answer: never },
  ...joinRoutes({} as Parameters<typeof joinRoutes>[0]),
  { method: "GET", path: "/hidden", answer: never },
];

type Tree = Readonly<Record<string, unknown>>;

const document = openApiOf(routes, "1.2.3") as Tree & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Tree>>>>;
  readonly components: { readonly schemas: Tree };
};
const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
  Object.entries(byMethod).map(([method, operation]) => ({ path, method, operation })),
);

function* valuesOf(tree: unknown, name: string): Generator<unknown, void> {
  if (typeof tree !== "object" || tree === null) return;
  for (const [key, value] of Object.entries(tree)) {
    if (key === name) yield value;
    yield* valuesOf(value, name);
  }
}

void describe("the document of OpenAPI", () => {
  it("has every route that describes itself, once", () => {
    assert.deepEqual(
      operations.map(({ path, method }) => `${method} ${path}`),
      [
        "put /kv",
        "get /kv",
        "put /kv/{key}",
        "get /kv/{key}",
        "delete /kv/{key}",
        "get /watch",
        "post /join",
        "post /leave",
      ],
    );
    const ids = operations.map(({ operation }) => operation["operationId"]);
    assert.equal(new Set(ids).size, operations.length);
  });

  it("names only schemas that it has, and needs all of them", () => {
    const used = new Set(valuesOf(document, "$ref"));
    const declared = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    assert.deepEqual([...used].toSorted(), declared.toSorted());
  });

  it("declares the parameters of each path, and describes each answer", () => {
    for (const { path, operation } of operations) {
      const parameters = (operation["parameters"] ?? []) as readonly Tree[];
      const inPath = parameters
        .filter((parameter) => parameter["in"] === "path")
        .map(({ name }) => `{${String(name)}}`);
      assert.deepEqual(inPath, path.match(/\{\w+\}/gu) ?? []);
      for (const parameter of parameters) assert.equal(parameter["required"], parameter["in"] === "path");
      for (const [status, response] of Object.entries(operation["responses"] as Readonly<Record<string, Tree>>)) {
        assert.match(status, /^[2345]\d\d$/);
        assert.ok(String(response["description"]).length > 5);
      }
    }
  });

  it("is served, with a page that loads nothing from elsewhere", async () => {
    const router = new Router({ routes: documentRoutes(routes, "1.2.3"), failed: never });
    assert.deepEqual((await ask(router, { path: "/openapi.json" })).json, JSON.parse(JSON.stringify(document)));
    const page = await ask(router, { path: "/docs" });
    assert.match(page.fields.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.doesNotMatch(page.text, /https?:|src=|@import/);
    const [, script = ""] = /<script>([^]*)<\/script>/u.exec(page.text) ?? [];
    assert.doesNotThrow(() => new Script(script));
  });
});
