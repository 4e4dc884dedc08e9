import { CommandKind, SessionRegisterCommand, type CommandId } from "@keyval/api";
import { submitPlain } from "@keyval/server/rpc";
import { Refusal } from "@keyval/statemachine";
import { AskingClient } from "./asking-client.js";
import { userOf, type CallOutcome } from "./history.js";

/** After these the same command may be sent again. */
const RETRY_MOST = 50_000;

/** Sends each of its commands until it has an answer, and now and then once more: none is done twice. */
export class SessionClient extends AskingClient {
  #session = 0;
  #number = 0;

  start(): void {
    this.rested(() => {
      if (this.#session === 0) this.#register();
      else this.#begin();
    });
  }

  /** One whose answer is lost is not used, and expires. */
  #register(): void {
    const again = this.world.scheduler.after(this.world.knobs.clientTimeoutMicroseconds, () => {
      this.start();
    });
    this.asker.visit(({ handlers }) => {
      if (handlers === undefined) return;
      const caller = { user: userOf(this.asker.client), authRevision: 0 };
      const body = SessionRegisterCommand.encode({ time: 0 });
      submitPlain(handlers.served, CommandKind.sessionRegister, body, caller, (answer) => {
        if (answer instanceof Refusal || this.#session !== 0 || !("session" in answer.result)) return;
        again.cancel();
        this.#session = answer.result.session;
        this.start();
      });
    }, noop);
  }

  #begin(): void {
    this.isBusy = true;
    const number = ++this.#number;
    // Now and then it does not say yet that it has all answers before this one.
    const acknowledged = this.random.chance(3, 4) ? number : Math.max(1, number - 2);
    this.#send(this.#request(), { session: this.#session, number, acknowledged });
  }

  #request(): SessionRequest {
    const { asker, requests } = this;
    switch (this.random.below(3)) {
      case 0: {
        const request = requests.deleteRange();
        return (command, done) => {
          asker.ask("delete", request, done, command);
        };
      }
      case 1: {
        const request = requests.txn(asker.revision);
        return (command, done) => {
          asker.ask("txn", request, done, command);
        };
      }
      default: {
        const request = requests.put();
        return (command, done) => {
          asker.ask("put", request, done, command);
        };
      }
    }
  }

  #send(send: SessionRequest, command: CommandId): void {
    send(command, (outcome) => {
      const isSettled = outcome.kind === "reply" || (outcome.kind === "refused" && outcome.certainlyNotApplied);
      if (!isSettled || this.random.chance(1, 6)) {
        this.later(1 + this.random.below(RETRY_MOST), () => {
          this.#send(send, command);
        });
        return;
      }
      this.isBusy = false;
      if (outcome.kind === "refused" && outcome.error === "sessionNotFound") this.#session = 0;
      this.start();
    });
  }
}

type SessionRequest = (command: CommandId, done: (outcome: CallOutcome<unknown>) => void) => void;

function noop(): void {
  // Nobody was there: the time for an answer passes.
}
