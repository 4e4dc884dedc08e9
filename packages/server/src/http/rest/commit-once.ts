import { createHash } from "node:crypto";
import { TxnRequest } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { Caller, Reply } from "../../rpc/reply.js";
import type { HttpRequest } from "../http-request.js";
import { commit, operationOf, type Change, type Changed, type Writers } from "./commit.js";
import { badRequest, type Problem } from "./problem.js";

const KEY = /^[!-~]{1,128}$/u;

/** What `Idempotency-Key` says; undefined where it is not there. */
export function idempotencyKeyOf(request: HttpRequest): string | Problem | undefined {
  const text = request.header("idempotency-key")?.trim();
  if (text === undefined || KEY.test(text)) return text;
  return badRequest("idempotency-key takes 1 to 128 letters, digits and signs of ASCII, without spaces");
}

/**
 * Commits a change that may come again with the same key, at any member: it is done once, and told the same. Every key has a
 * session of its own, which is opened through the log, found again by the key, and ends some time after its last use.
 */
export function commitOnce(writers: Writers, key: string, change: Change, caller: Caller, reply: Reply<Changed>): void {
  writers.sessions.open({ key, request: digestOf(change) }, caller, (opened) => {
    if (opened instanceof Refusal) reply(opened);
    else commit(writers, change, { ...caller, session: opened.session }, reply);
  });
}

function digestOf(change: Change): Uint8Array {
  const txn = TxnRequest.create({ compare: change.conditions, success: [operationOf(change, 0)] });
  return createHash("sha256").update(`${change.ttl} `).update(TxnRequest.encode(txn)).digest();
}
