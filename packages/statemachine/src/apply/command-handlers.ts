import { CommandKind } from "@keyval/api";
import { DONE } from "../result.js";
import { authHandlers } from "./auth-commands.js";
import { clusterHandlers } from "./cluster-commands.js";
import type { CommandHandler } from "./command-handler.js";
import { keyspaceHandlers } from "./keyspace-commands.js";
import { leaseHandlers } from "./lease-commands.js";
import { sessionHandlers } from "./session-commands.js";

const handlers: Readonly<Record<CommandKind, CommandHandler>> = {
  [CommandKind.none]: () => DONE,
  ...keyspaceHandlers,
  ...leaseHandlers,
  ...authHandlers,
  ...clusterHandlers,
  ...sessionHandlers,
};

/** Undefined for a kind that is newer than this program. */
export function handlerOf(kind: number): CommandHandler | undefined {
  return (handlers as Readonly<Record<number, CommandHandler>>)[kind];
}
