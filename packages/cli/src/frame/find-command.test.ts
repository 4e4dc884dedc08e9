import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Branch, Group, Leaf } from "./command.js";
import { findCommand } from "./find-command.js";
import { text, toggle } from "./flag.js";

function leaf(name: string): Leaf {
  return { name, summary: "", load: () => Promise.reject(new Error("is not loaded to be found")) };
}

function branch(name: string, ...commands: readonly string[]): Branch {
  return { name, summary: "", flags: { cluster: toggle("") }, commands: commands.map(leaf) };
}

const groups: readonly Group[] = [
  { title: "etcdctl's", commands: [leaf("compaction"), leaf("completion"), leaf("lock"), leaf("get")] },
  { title: "Cluster", commands: [branch("endpoint", "health", "hashkv", "status")] },
  { title: "ours", commands: [leaf("log"), leaf("status"), leaf("doctor")] },
];

const globals = { endpoints: text("", ""), "write-out": text("", "", { short: "w" }), hex: toggle("") };

function find(line: string): string {
  const { path, rest } = findCommand(groups, globals, line.split(" "));
  return [path.map(({ name }) => name).join(">"), ...rest].join(" ");
}

const good: readonly [line: string, found: string][] = [
  ["get a b", "get a b"],
  ["--endpoints x:1 get a", "get --endpoints x:1 a"],
  ["--endpoints=x:1 get a", "get --endpoints=x:1 a"],
  ["-w json get a", "get -w json a"],
  ["-wjson get a", "get -wjson a"],
  ["--hex get a", "get --hex a"],
  ["endpoint status", "endpoint>status"],
  ["endpoint --cluster status -w json", "endpoint>status --cluster -w json"],
  ["endpoint", "endpoint"],
  ["compac 3", "compaction 3"],
  ["end hea", "endpoint>health"],
  ["lo name", "lock name"],
  ["log dir", "log dir"],
  ["doc", "doctor"],
  ["get get", "get get"],
  ["-- get", " -- get"],
];

const bad: readonly [line: string, reason: RegExp, advice: RegExp][] = [
  ["gte a", /^unknown command "gte" for "kvctl"$/u, /^Did you mean get\? Run 'kvctl --help' for usage\.$/u],
  ["comp 3", /^unknown command "comp"/u, /any of compaction, completion\./u],
  ["endpoint h", /^unknown command "h" for "kvctl endpoint"$/u, /any of health, hashkv\./u],
  ["endpoint x", /^unknown command "x"/u, /^Run 'kvctl endpoint --help' for usage\.$/u],
];

void describe("a command", () => {
  for (const [line, found] of good) {
    void it(`is found in "${line}"`, () => assert.equal(find(line), found));
  }

  for (const [line, message, advice] of bad) {
    void it(`is not found in "${line}"`, () => assert.throws(() => find(line), { message, advice }));
  }
});
