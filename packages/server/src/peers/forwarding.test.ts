import assert from "node:assert/strict";
import { test } from "node:test";
import { Metadata, type ReplyCall, RpcServer } from "@keyval/grpc";
import { nodeClock } from "@keyval/grpc/transport";
import { Forwarding } from "./forwarding.js";
import { proposeMethod } from "./peer-protocol.js";

type Propose = (entry: Uint8Array, call: ReplyCall<Uint8Array>) => void;

/** What a member that leads does with a command for which there is so much time left, and what it answers. */
function forwarded(timeLeftMs: number): { readonly proposed: readonly number[]; readonly answers: readonly number[] } {
  const [proposed, answers]: [number[], number[]] = [[], []];
  let propose: Propose | undefined;
  const server = new RpcServer({ clock: nodeClock, failed: assert.ifError });
  server.handle = (method, handler) => {
    if (method.path === proposeMethod.path) propose = handler as unknown as Propose;
  };
  const network = { link: () => undefined, isFromMember: () => true };
  const submissions = {
    forwarded: (entry: Uint8Array, done: (answer: "applied") => void) => {
      proposed.push(...entry);
      done("applied");
    },
  };
  const own = { cluster: "c", member: "a", incarnation: "life of a" };
  new Forwarding(network, own).serve(
    server,
    submissions,
    () => undefined,
    () => undefined,
  );
  const call = {
    timeLeftMs,
    metadata: new Metadata(),
    reply: (answer: Uint8Array) => {
      answers.push(...answer);
    },
  };
  propose?.(Uint8Array.of(7), call as unknown as ReplyCall<Uint8Array>);
  return { proposed, answers };
}

test("a command that another member sends is proposed as long as its sender waits for it, and refused from then on", () => {
  assert.deepEqual(forwarded(1), { proposed: [7], answers: [0] });
  assert.deepEqual(forwarded(0), { proposed: [], answers: [1] });
  assert.deepEqual(forwarded(-5), { proposed: [], answers: [1] });
});
