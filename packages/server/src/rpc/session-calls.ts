import { KV, Lease, Session, type SessionOpenResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { unary, type Calls, type UnaryCall } from "./call.js";
import type { SessionHandlers } from "./sessions.js";

/** Calls that are one command of the log each, whose answer a session can keep. */
const NUMBERED: ReadonlySet<string> = new Set(
  [
    ...[KV.methods.Put, KV.methods.DeleteRange, KV.methods.Txn, KV.methods.Compact],
    ...[Lease.methods.LeaseGrant, Lease.methods.LeaseRevoke],
  ].map(({ path }) => path),
);

/** The service Session, as it is called. */
export function sessionCalls(sessions: SessionHandlers): UnaryCall[] {
  return [
    unary(Session.methods.Open, (_, { caller }, reply: (answer: SessionOpenResponse | Refusal) => void) => {
      sessions.openForCommands(caller, reply);
    }),
  ];
}

/** The same calls; a command of a session is refused where it would be several commands, or none, lest a client rely on it. */
export function fitForSessions({ unary: calls, streams }: Calls): Calls {
  const fit = (call: UnaryCall): UnaryCall => ({
    ...call,
    answer: (request, incoming, reply) => {
      if (incoming.caller.command === undefined) call.answer(request, incoming, reply);
      else reply(new Refusal("notInSession"));
    },
  });
  return { unary: new Map([...calls].map(([path, call]) => [path, NUMBERED.has(path) ? call : fit(call)])), streams };
}
