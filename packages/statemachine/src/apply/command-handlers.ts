import { CommandKind } from "@keyval/api";
import { DONE } from "../result.js";
import { authHandlers } from "./auth-commands.js";
import { clusterHandlers } from "./cluster-commands.js";
import type { CommandHandler } from "./command-handler.js";
import { keyspaceHandlers } from "./keyspace-commands.js";
import { leaseHandlers } from "./lease-commands.js";
import { sessionHandlers } from "./session-commands.js";

export const commandHandlers: Readonly<Record<CommandKind, CommandHandler>> = {
  [CommandKind.none]: () => DONE,
  ...keyspaceHandlers,
  ...leaseHandlers,
  ...authHandlers,
  ...clusterHandlers,
  ...sessionHandlers,
};
