import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Service } from "@keyval/grpc";
import { gatewayPaths, schema, services } from "./index.js";

// That this compiles says that @keyval/grpc can serve and call them.
const served: readonly Service[] = services;

interface DeclaredMethod {
  readonly path: string;
  readonly kind: string;
  readonly request: { readonly name: string };
  readonly response: { readonly name: string };
}

function declarationsOf(service: string, methods: Readonly<Record<string, DeclaredMethod>>): string[][] {
  return Object.entries(methods).map(([name, { path, kind, request, response }]) => {
    assert.equal(path, `/${service}/${name}`);
    return [name, kind, request.name, response.name];
  });
}

describe("the services", () => {
  test("are those of the .proto files, with their methods", () => {
    const declared = schema.flatMap((file) =>
      file.services.map(({ name, methods }) => ({
        name: `${file.package}.${name}`,
        methods: methods.map((method) => [method.name, method.kind, method.request, method.response]),
      })),
    );
    const actual = services.map(({ name, methods }) => ({ name, methods: declarationsOf(name, methods) }));
    assert.deepEqual(new Set(actual), new Set(declared));
    assert.equal(actual.length, declared.length);
  });

  test("are all reached through the gateway but RangeStream, health and what is KeyVal's own, each by a path of its own", () => {
    const methods = served.flatMap((service) => Object.values(service.methods).map(({ path }) => path));
    const unreached = methods.filter((path) => !(path in gatewayPaths));
    const health = ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"];
    const own = ["/keyval.Session/Open", "/keyval.CommandLog/Read", "/keyval.Snapshot/Since"];
    assert.deepEqual(unreached, ["/etcdserverpb.KV/RangeStream", ...health, ...own]);
    const paths = Object.values(gatewayPaths).flat();
    assert.equal(new Set(paths).size, paths.length);
    assert.equal(Object.keys(gatewayPaths).length, methods.length - unreached.length);
  });
});
