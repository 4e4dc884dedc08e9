import { CommandKind, SessionRegisterCommand, type Init, type SessionOpenResponse } from "@keyval/api";
import { Refusal, SESSION_TTL_MS, type SessionRegistered } from "@keyval/statemachine";
import type { Caller, Reply } from "./reply.js";
import type { Served } from "./served.js";
import { submitPlain } from "./submit.js";

/** Sessions: what clients that are in doubt may send again, and it is done once. */
export class SessionHandlers {
  readonly #served: Served;

  constructor(served: Served) {
    this.#served = served;
  }

  /** Opens one for as many commands as its client gives. */
  openForCommands(caller: Caller, reply: Reply<SessionOpenResponse>): void {
    this.open({}, caller, (answer) => {
      if (answer instanceof Refusal) reply(answer);
      else reply({ header: this.#served.header(), session: answer.session, ttlMs: SESSION_TTL_MS });
    });
  }

  /** Opens one, or finds the one that was opened with the same key for the same request, at whichever member. */
  open(
    keyed: Pick<Init<SessionRegisterCommand>, "key" | "request">,
    caller: Caller,
    reply: Reply<SessionRegistered>,
  ): void {
    // The leader says what time it is.
    const body = SessionRegisterCommand.encode({ ...keyed, time: 0 });
    submitPlain(this.#served, CommandKind.sessionRegister, body, caller, (answer) => {
      reply(answer instanceof Refusal ? answer : (answer.result as SessionRegistered));
    });
  }
}
