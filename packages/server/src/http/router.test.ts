import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, begin } from "./http.test-helper.js";
import type { HttpReply } from "./http-reply.js";
import type { HttpMethod, Route } from "./route.js";
import { Router } from "./router.js";

const said = (method: HttpMethod, path: string, text: string): Route => ({
  method,
  path,
  answer: (_, reply) => {
    reply.send(200, "text/plain", text);
  },
});

const keyRoute: Route = {
  method: "GET",
  path: "/kv/{key}",
  answer: (request, reply) => {
    reply.send(200, "text/plain", Buffer.from(request.parameter("key")).toString("hex"));
  },
};

const failures: unknown[] = [];

function routerOf(...routes: Route[]): Router {
  const refuse = (status: number, reply: HttpReply): void => {
    reply.json(status, { refused: status });
  };
  return new Router({ routes, refusals: { "/own/": refuse }, failed: (bug) => void failures.push(bug) });
}

void describe("the router", () => {
  const router = routerOf(
    said("GET", "/a", "get"),
    said("PUT", "/a", "put"),
    said("GET", "/kv", "all"),
    keyRoute,
    said("GET", "/own/a", "own"),
  );

  it("finds a route by path and method", async () => {
    assert.equal((await ask(router, { path: "/a?b=c" })).text, "get");
    assert.equal((await ask(router, { method: "PUT", path: "/a" })).text, "put");
    assert.equal((await ask(router, { path: "/kv" })).text, "all");
  });

  it("hands over the rest of a path as the bytes that it stands for", async () => {
    const hex = async (path: string): Promise<string> => (await ask(router, { path })).text;
    assert.equal(await hex("/kv/a"), "61");
    assert.equal(await hex("/kv/a/b//%2F"), Buffer.from("a/b///").toString("hex"));
    assert.equal(await hex("/kv/%00%ff"), "00ff");
    assert.equal(await hex("/kv/.."), "2e2e");
    assert.equal(await hex("/kv/a+b"), Buffer.from("a+b").toString("hex"));
    assert.equal(await hex("/kv/ä"), "c3a4");
  });

  it("answers HEAD as GET, without a body", async () => {
    const answer = await ask(router, { method: "HEAD", path: "/a" });
    assert.deepEqual([answer.status, answer.fields.get("content-length"), answer.text], [200, "3", ""]);
  });

  it("refuses what it does not know, in the form of the place", async () => {
    const none = await ask(router, { path: "/none" });
    assert.deepEqual([none.status, none.text], [404, "404 page not found\n"]);
    assert.equal((await ask(router, { path: "/kv/" })).status, 404);
    const post = await ask(router, { method: "POST", path: "/a" });
    assert.deepEqual([post.status, post.fields.get("allow")], [405, "GET, PUT"]);
    const own = await ask(router, { path: "/own/b" });
    assert.deepEqual([own.status, own.json], [404, { refused: 404 }]);
  });

  it("refuses a URL that can not be read", async () => {
    for (const path of ["/kv/%", "/kv/%4", "/kv/%zz", "/a?%", "/a?b=%f"]) {
      assert.equal((await ask(router, { path })).status, 400, path);
    }
  });

  it("takes what a route throws for a bug", async () => {
    const broken = routerOf({
      method: "GET",
      path: "/",
      answer: () => {
        throw new Error("broken");
      },
    });
    assert.equal((await ask(broken, { path: "/" })).status, 500);
    assert.match(String(failures.pop()), /broken/);
  });

  it("refuses two routes for the same", () => {
    assert.throws(() => routerOf(said("GET", "/a", ""), said("GET", "/a", "")), /two routes/);
  });
});

void describe("an answer", () => {
  it("hears that its client takes more, or has gone, until it has ended", () => {
    const heard: string[] = [];
    let reply: HttpReply | undefined;
    const answer = (_: unknown, given: HttpReply): void => {
      reply = given;
      given.onDrain = () => heard.push("drain");
      given.onGone = () => heard.push("gone");
    };
    const router = routerOf({ method: "GET", path: "/", answer });
    const first = begin(router, { path: "/" });
    first.onDrain();
    first.onGone();
    first.onGone();
    reply?.send(200, "text/plain", "late");
    assert.deepEqual([heard, first.status], [["drain", "gone"], undefined]);
    const second = begin(router, { path: "/" });
    reply?.empty(204);
    second.onDrain();
    second.onGone();
    assert.deepEqual([heard.length, second.status, second.hasEnded], [2, 204, true]);
  });
});
