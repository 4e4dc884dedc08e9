import assert from "node:assert/strict";
import { test } from "node:test";
import { KV, statusOf } from "@keyval/api";
import { Client } from "../client.js";
import { FakeMember, refuse } from "../testing/fake-member.test-helper.js";
import { traceCalls, type Tracer } from "./trace-calls.js";

test("a call is a span, which the server is told of", async () => {
  const heard: unknown[] = [];
  const tracer: Tracer = {
    startSpan: (name, { kind, attributes }) => {
      heard.push(name, kind, attributes);
      return {
        spanContext: () => ({ traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1 }),
        setAttribute: (attribute, value) => heard.push([attribute, value]),
        setStatus: (status) => heard.push(status),
        end: () => heard.push("end"),
      };
    },
  };
  await using member = await new FakeMember()
    .handle(KV.methods.Put, (_, call) => {
      heard.push(call.metadata.get("traceparent"));
      call.reply({});
    })
    .handle(KV.methods.Range, (_, call) => refuse(call, "noSpace"))
    .listen();
  using client = new Client({ endpoints: member.endpoint, hooks: traceCalls(tracer) });
  await client.rpc.kv.put({});
  const attributes = { "rpc.system": "grpc", "rpc.service": "etcdserverpb.KV", "rpc.method": "Put" };
  const address = ["server.address", member.endpoint];
  const traceparent = `00-${"1".repeat(32)}-${"2".repeat(16)}-01`;
  assert.deepEqual(heard.splice(0), ["etcdserverpb.KV/Put", 2, attributes, address, traceparent, "end"]);

  await assert.rejects(client.rpc.kv.range({}), { code: "noSpace" });
  const status = { code: 2, message: statusOf("noSpace").message };
  assert.deepEqual(heard.slice(-3), [["error.type", "noSpace"], status, "end"]);
});
