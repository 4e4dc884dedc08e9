import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AlarmResponse,
  AuthRoleGetResponse,
  LeaseGrantResponse,
  LeaseTimeToLiveResponse,
  MemberListResponse,
  RangeResponse,
  ResponseHeader,
  StatusResponse,
  TxnResponse,
  WatchResponse,
} from "@keyval/api";
import { Failure } from "../frame/failure.js";
import { textOf } from "../terminal.test-helper.js";
import { type Answer, render } from "./answer.js";
import { alarmAnswer } from "./answers/cluster.js";
import { healthAnswer, statusAnswer } from "./answers/endpoint.js";
import { rangeAnswer } from "./answers/kv.js";
import { grantAnswer, timeToLiveAnswer } from "./answers/lease.js";
import { memberListAnswer } from "./answers/member.js";
import { roleGetAnswer } from "./answers/role.js";
import { txnAnswer } from "./answers/txn.js";
import { watchAnswer } from "./answers/watch.js";

const header = { clusterId: 2n ** 64n - 1n, memberId: 255, revision: 2 ** 52, raftTerm: 3 };
const a = {
  key: Buffer.from("a"),
  value: Buffer.from("<1>"),
  createRevision: 2,
  modRevision: 4,
  version: 3,
  lease: 16,
};

const range = rangeAnswer(RangeResponse.create({ header, kvs: [a], count: 1 }));
const grant = grantAnswer(LeaseGrantResponse.create({ header, ID: 255, TTL: 60 }));
const timeToLive = timeToLiveAnswer(
  LeaseTimeToLiveResponse.create({ header, ID: 255, TTL: 7, grantedTTL: 9, keys: [a.key, Buffer.from("b")] }),
  true,
);
const txn = txnAnswer(
  TxnResponse.create({
    header,
    succeeded: true,
    responses: [{ responsePut: { header } }, { responseRange: { kvs: [a] } }],
  }),
);
const watch = watchAnswer(
  WatchResponse.create({ header, events: [{ kv: a }, { type: 1, kv: { key: a.key }, prevKv: a }] }),
);
const members = memberListAnswer(
  MemberListResponse.create({ header, members: [{ ID: 255, name: "n1", peerURLs: ["http://p"], isLearner: true }] }),
);
const status = statusAnswer([
  {
    endpoint: "e:1",
    response: StatusResponse.create({
      header,
      leader: 255,
      version: "3.7.1",
      dbSize: 2000,
      dbSizeInUse: 1500,
      raftTerm: 3,
    }),
  },
]);
const role = roleGetAnswer(
  AuthRoleGetResponse.create({
    header,
    perm: [
      { permType: 2, key: a.key, rangeEnd: Buffer.from("b") },
      { permType: 1, key: a.key, rangeEnd: Uint8Array.of(0) },
      { permType: 0, key: a.key },
    ],
  }),
  "r",
);

const said: readonly [answer: Answer, format: string, text: string, hex?: boolean][] = [
  [range, "simple", "a\n<1>\n"],
  [range, "simple", "\\x61\n\\x3c\\x31\\x3e\n", true],
  [
    range,
    "json",
    '{"header":{"cluster_id":18446744073709551615,"member_id":255,"revision":4503599627370496,"raft_term":3},' +
      '"kvs":[{"key":"YQ==","create_revision":2,"mod_revision":4,"version":3,"value":"PDE+","lease":16}],"count":1}\n',
  ],
  [
    range,
    "fields",
    '"ClusterID" : ffffffffffffffff\n"MemberID" : ff\n"Revision" : 4503599627370496\n"RaftTerm" : 3\n' +
      '"Key" : "a"\n"CreateRevision" : 2\n"ModRevision" : 4\n"Version" : 3\n"Value" : "<1>"\n' +
      '"Lease" : 0000000000000010\n"More" : false\n"Count" : 1\n',
    true,
  ],
  [grant, "simple", "lease 00000000000000ff granted with TTL(60s)\n"],
  [
    grant,
    "json",
    '{"cluster_id":18446744073709551615,"member_id":255,"revision":4503599627370496,"raft_term":3,' +
      '"ID":255,"TTL":60,"Error":""}\n',
  ],
  [timeToLive, "simple", "lease 00000000000000ff granted with TTL(9s), remaining(7s), attached keys([a b])\n"],
  [txn, "simple", "SUCCESS\n\nOK\n\na\n<1>\n"],
  [
    txn,
    "json",
    '{"header":{"cluster_id":18446744073709551615,"member_id":255,"revision":4503599627370496,"raft_term":3},' +
      '"succeeded":true,"responses":[{"Response":{"response_put":{"header":{"cluster_id":18446744073709551615,' +
      '"member_id":255,"revision":4503599627370496,"raft_term":3}}}},{"Response":{"response_range":{"kvs":[{"key":"YQ==",' +
      '"create_revision":2,"mod_revision":4,"version":3,"value":"PDE+","lease":16}]}}}]}\n',
  ],
  [watch, "simple", "PUT\na\n<1>\nDELETE\na\n<1>\na\n\n"],
  [members, "simple", "ff, started, n1, http://p, , true\n"],
  [
    members,
    "json",
    '{"header":{"cluster_id":"ffffffffffffffff","member_id":"ff","revision":4503599627370496,"raft_term":3},' +
      '"members":[{"ID":"ff","name":"n1","peerURLs":["http://p"],"isLearner":true}]}\n',
    true,
  ],
  [status, "simple", "e:1, ff, 3.7.1, , 2.0 kB, 1.5 kB, 25%, 0 B, true, false, 3, 0, 0, , , false\n"],
  [role, "simple", "Role r\nKV Read:\n\t[a, b) (prefix a)\n\ta\nKV Write:\n\t[a, b) (prefix a)\n\t[a, <open ended>\n"],
  [
    alarmAnswer(AlarmResponse.create({ header, alarms: [{ memberID: 255, alarm: 1 }] })),
    "simple",
    "memberID:255 alarm:NOSPACE\n",
  ],
  [
    healthAnswer([{ endpoint: "e:1", isHealthy: false, took: "1ms", error: "why" }]),
    "json",
    '[{"endpoint":"e:1","health":false,"took":"1ms","error":"why"}]\n',
  ],
];

void describe("answers", () => {
  for (const [answer, format, text, hex = false] of said) {
    void it(`are written as ${format}: ${text.slice(0, 40)}`, () => {
      assert.equal(textOf(render(answer, format, { hex })), text);
    });
  }

  void it("leave keys out where only values are asked for", () => {
    assert.equal(textOf(render(range, "simple", { hex: false, valueOnly: true })), "<1>\n");
  });

  void it("are protobuf, of which a lease has only the header", () => {
    const [bytes] = render(grant, "protobuf", { hex: false });
    assert.deepEqual(bytes, ResponseHeader.encode(header));
  });

  void it("refuse formats that they do not have", () => {
    const refusal = (format: string) => (error: unknown) =>
      error instanceof Failure && error.exitCode === 4 && error.message.includes(format);
    assert.throws(() => render(range, "table", { hex: false }), refusal("table not supported"));
    assert.throws(() => render(range, "yaml", { hex: false }), refusal("unsupported output format"));
  });
});
