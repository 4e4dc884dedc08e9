import type { CommandId } from "@keyval/api";
import type { Refusal } from "@keyval/statemachine";

/** What a handler answers, once: a message, or why there is none. */
export type Reply<T> = (answer: T | Refusal) => void;

/** Who asks, as far as handlers need to know. */
export interface Caller {
  /** On whose behalf; empty for nobody. */
  readonly user: string;
  /** Of the users and roles, as the caller's token has it. */
  readonly authRevision: number;
  /** Set for a command of a session, which is done once however often it comes. */
  readonly command?: CommandId;
}

/** Users are to come: until then nobody is anybody. */
export const NOBODY: Caller = { user: "", authRevision: 0 };
