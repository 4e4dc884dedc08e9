import { bareHeader, type EntryHeader, type ResponseHeader } from "@keyval/api";
import type { StateMachine } from "@keyval/statemachine";
import type { Submissions } from "../node/index.js";
import type { QuotaGuard } from "./quota-guard.js";
import type { Caller } from "./reply.js";

/** What the handlers of all services share. */
export interface Served {
  readonly submissions: Submissions;
  /** As it is now: another one takes its place when a snapshot is installed. */
  readonly machine: () => StateMachine;
  /** The largest request that is taken. */
  readonly requestBytesMax: number;
  /** Operations in a transaction. */
  readonly operationsMax: number;
  /** Live bytes beyond which puts are refused. */
  readonly quotaBytes: number;
  readonly quota: QuotaGuard;
  /** Whether this member is one, and answers hardly anything. */
  readonly isLearner: () => boolean;
  /** Who answers, in which term; at this revision, or at the store's. */
  readonly header: (revision?: number) => ResponseHeader;
}

/** What stands before a command of the caller's in the log. */
export function headerOf(kind: number, { user, authRevision, command }: Caller): EntryHeader {
  return { ...bareHeader(kind), user, authRevision, command };
}
