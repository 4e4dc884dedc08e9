import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Operation } from "./history.js";
import type { RegisterInput, RegisterOutput } from "./register-model.js";
import type { TextInput, TextOutput } from "./text-model.js";

/** Relative to the root of the project, where tests run. */
export const sharedHistories = "../shared/histories";

/** One line of a recorded history. */
interface Event<I, O> {
  readonly client: number;
  readonly type: "invoke" | "ok" | "fail" | "info";
  readonly key: string;
  readonly input: I;
  /** What the operation answered, if this is its end and it did. */
  readonly output: O | undefined;
}

export function expectedVerdicts(): { file: string; linearizable: boolean }[] {
  const [header, ...lines] = readFileSync(join(sharedHistories, "expected.csv"), "utf8").trim().split(/\r?\n/);
  if (header !== "file,linearizable") throw new Error(`expected.csv begins with ${header ?? "nothing"}`);
  return lines.map((line) => {
    const [file, answer] = line.split(",");
    if (file === undefined || (answer !== "true" && answer !== "false")) throw new Error(`no verdict: ${line}`);
    return { file, linearizable: answer === "true" };
  });
}

export function readRegisterHistory(file: string): Operation<RegisterInput, RegisterOutput>[] {
  return operationsOf(linesOf(file).map(registerEvent));
}

export function readTextHistory(file: string): Operation<TextInput, TextOutput>[] {
  return operationsOf(linesOf(file).map(textEvent));
}

function linesOf(file: string): string[] {
  return readFileSync(join(sharedHistories, file), "utf8").trim().split(/\r?\n/);
}

function registerEvent(line: string): Event<RegisterInput, RegisterOutput> {
  const match = /^INFO\s+jepsen\.util - (\d+)\s+:(invoke|ok|fail|info)\s+:(read|write|cas)\s+(.+)$/.exec(line);
  const [, client, type, name, value = ""] = match ?? [];
  if (!isType(type)) throw new Error(`not an event: ${line}`);
  const numbers = (value.match(/\d+/g) ?? []).map(Number);
  const [first = NaN, second = NaN] = numbers;
  const event = { client: Number(client), type, key: "register" };
  switch (name) {
    case "read": {
      const answer = value === "nil" ? null : first;
      return { ...event, input: { type: "read" }, output: ifOk(type, { type: "value", value: answer }) };
    }
    case "write":
      return { ...event, input: { type: "write", value: first }, output: ifOk(type, { type: "done" }) };
    default: {
      // A compare-and-set that failed has seen another value, and that is an answer.
      const output = type === "fail" ? ({ type: "different" } as const) : ifOk(type, { type: "done" } as const);
      return { ...event, input: { type: "compareAndSet", from: first, to: second }, output };
    }
  }
}

function textEvent(line: string): Event<TextInput, TextOutput> {
  const match =
    /^\{:process (\d+), :type :(invoke|ok|fail|info), :f :(get|put|append), :key "([^"]*)", :value (?:nil|"(.*)")\}$/.exec(
      line,
    );
  const [, client, type, name, key = "", text = ""] = match ?? [];
  if (!isType(type)) throw new Error(`not an event: ${line}`);
  const event = { client: Number(client), type, key };
  if (name === "get") return { ...event, input: { type: "get" }, output: ifOk(type, { type: "text", text }) };
  const input: TextInput = { type: name === "put" ? "put" : "append", text };
  return { ...event, input, output: ifOk(type, { type: "done" }) };
}

function isType(type: string | undefined): type is Event<unknown, unknown>["type"] {
  return type === "invoke" || type === "ok" || type === "fail" || type === "info";
}

function ifOk<O>(type: string, output: O): O | undefined {
  return type === "ok" ? output : undefined;
}

/** Joins each call with its end; the time is the number of the line. */
function operationsOf<I, O>(events: readonly Event<I, O>[]): Operation<I, O>[] {
  const operations: Operation<I, O>[] = [];
  const calls = new Map<number, { call: number; event: Event<I, O> }>();
  const unknown = (call: number, { client, key, input }: Event<I, O>): Operation<I, O> => {
    return { client, key, call, return: Infinity, input, output: undefined };
  };
  for (const [time, event] of events.entries()) {
    const begun = calls.get(event.client);
    if (event.type === "invoke") {
      if (begun !== undefined) throw new Error(`line ${time + 1}: process ${event.client} has not returned`);
      calls.set(event.client, { call: time, event });
      continue;
    }
    if (begun === undefined) throw new Error(`line ${time + 1}: process ${event.client} has not called`);
    calls.delete(event.client);
    const { client, key, input } = begun.event;
    if (event.type === "info") operations.push(unknown(begun.call, begun.event));
    else if (event.output !== undefined) {
      operations.push({ client, key, call: begun.call, return: time, input, output: event.output });
    }
  }
  for (const { call, event } of calls.values()) operations.push(unknown(call, event));
  return operations;
}
