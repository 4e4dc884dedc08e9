const base64 = (text: string): string => Buffer.from(text).toString("base64");

const LEASE = "7587862094211948545";

const [a, b, one, two] = [base64("a"), base64("b"), base64("1"), base64("2")];
const all = base64("\0");

/** `masked`: the texts of errors are each server's own. */
export type GatewayLine = readonly [method: "POST" | "GET", path: string, body: string, texts?: "masked"];

function post(path: string, body: unknown, ...texts: ["masked"?]): GatewayLine {
  return ["POST", path, typeof body === "string" ? body : JSON.stringify(body), ...texts];
}

/** Requests in the JSON of etcd's gateway, the ways in which people write it, and mistakes. */
export const gatewayScript: readonly GatewayLine[] = [
  post("/v3/kv/put", { key: a, value: one }),
  post("/v3/kv/put", { key: a, value: two, prev_kv: true }),
  post("/v3/kv/put", { key: a, prevKv: true, ignoreValue: true }),
  post("/v3/kv/put", { key: base64("none"), ignore_value: true }),
  post("/v3/kv/put", { key: a, value: one, ignore_value: true }),
  post("/v3/kv/put", { key: a, lease: "1" }),
  post("/v3/kv/put", {}),
  post("/v3/kv/put", ""),
  post("/v3/kv/range", { key: a }),
  post("/v3/kv/range", { key: a, range_end: b, keysOnly: true }),
  post("/v3/kv/range", { key: a, count_only: true }),
  post("/v3/kv/range", { key: all, rangeEnd: all, limit: "1", sort_order: "DESCEND", sort_target: "MOD" }),
  post("/v3/kv/range", { key: all, rangeEnd: all, sort_order: 2, sort_target: 1 }),
  post("/v3/kv/range", { key: a, revision: 2 }),
  post("/v3/kv/range", { key: a, revision: "99" }),
  post("/v3/kv/range", { key: base64("missing"), serializable: true }),
  post("/v3/kv/txn", {
    compare: [{ target: "VERSION", key: a, version: 3, result: "EQUAL" }],
    success: [{ requestRange: { key: a } }, { request_put: { key: b, value: one } }],
    failure: [{ request_delete_range: { key: a } }],
  }),
  post("/v3/kv/txn", { compare: [{ target: "VALUE", key: a, value: one }], failure: [{ requestRange: { key: b } }] }),
  post("/v3/kv/txn", {}),
  post("/v3/kv/txn", { success: [{ request_put: { key: a } }, { request_put: { key: a } }] }),
  post("/v3/kv/deleterange", { key: b, prev_kv: true }),
  post("/v3/kv/deleterange", { key: b }),
  post("/v3/kv/compaction", { revision: "3", physical: true }),
  post("/v3/kv/compaction", { revision: "3" }),
  post("/v3/kv/range", { key: a, revision: 2 }),
  post("/v3/lease/grant", `{"ID": ${LEASE}, "TTL": "1000"}`),
  post("/v3/lease/grant", { ID: LEASE, TTL: 1000 }),
  post("/v3/kv/put", { key: b, lease: LEASE }),
  post("/v3/lease/leases", {}),
  post("/v3/kv/lease/leases", ""),
  post("/v3/lease/keepalive", { ID: LEASE }),
  post("/v3/lease/revoke", { ID: LEASE }),
  post("/v3/kv/lease/revoke", { ID: LEASE }),
  post("/v3/kv/range", { key: b }),
  post("/v3/cluster/member/list", {}),
  post("/v3/maintenance/alarm", { action: "GET" }),
  post("/v3/maintenance/alarm", { action: "ACTIVATE", alarm: "CORRUPT" }),
  post("/v3/maintenance/alarm", { action: "DEACTIVATE", alarm: 2 }),
  post("/v3/auth/status", {}),
  post("/v3/auth/disable", {}),
  post("/v3/auth/authenticate", { name: "u", password: "p" }),
  post("/v3/election/leader", { name: base64("e") }),
  post("/v3/lock/lock", { name: base64("l"), lease: 1 }),
  // What is no JSON, or not that of the message.
  post("/v3/kv/range", "{", "masked"),
  post("/v3/kv/range", "[]", "masked"),
  post("/v3/kv/range", { key: "not base64!" }, "masked"),
  post("/v3/kv/range", { key: a, limit: "many" }, "masked"),
  post("/v3/kv/range", { key: a, sort_order: "UPWARDS" }, "masked"),
  // Ways that lead nowhere.
  post("/v3/kv/nothing", {}),
  post("/v2/keys", {}),
  ["GET", "/v3/kv/range", ""],
];

/** Answers that go on: so many lines of each. */
export const streamScript: readonly (readonly [path: string, body: string, lines: number])[] = [
  ["/v3/watch", JSON.stringify({ create_request: { key: a, start_revision: 4 } }), 2],
  ["/v3/watch", JSON.stringify({ createRequest: { key: all, rangeEnd: all, startRevision: "8", prevKv: true } }), 2],
  ["/v3/watch", JSON.stringify({ create_request: { key: a, start_revision: 1 } }), 2],
];
