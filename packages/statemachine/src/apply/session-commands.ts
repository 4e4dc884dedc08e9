import { CommandKind, SessionExpireCommand, SessionRegisterCommand } from "@keyval/api";
import { authorize } from "../auth/authorize.js";
import { Refusal } from "../refusal.js";
import { DONE } from "../result.js";
import type { CommandHandler } from "./command-handler.js";

const applySessionRegister: CommandHandler = ({ auth, leases, sessions }, body, caller) => {
  const { time, key, request } = SessionRegisterCommand.decode(body);
  const error = authorize(auth, leases, caller, "Session.Open", undefined);
  if (error !== undefined) return new Refusal(error);
  const now = Math.max(leases.time, time);
  const outcome = sessions.register(caller.user, now, { key, request: request.slice() });
  if ("error" in outcome) return new Refusal(outcome.error);
  leases.pass(now);
  return outcome;
};

/** A leader's own. */
const applySessionExpire: CommandHandler = ({ leases, sessions }, body) => {
  const { sessions: decided, time } = SessionExpireCommand.decode(body);
  leases.pass(time);
  sessions.expire(decided, time);
  return DONE;
};

export const sessionHandlers = {
  [CommandKind.sessionRegister]: applySessionRegister,
  [CommandKind.sessionExpire]: applySessionExpire,
};
