import { bareHeader, CommandKind, SessionExpireCommand } from "@keyval/api";
import type { StateMachine } from "@keyval/statemachine";
import type { LeaseDesk, Submissions } from "../node/index.js";

export interface SessionReaperOptions {
  readonly submissions: Pick<Submissions, "submitAsLeader">;
  readonly desk: Pick<LeaseDesk, "time">;
  readonly machine: () => Pick<StateMachine, "tables">;
}

/** Sessions that one command ends: what an entry of some kilobytes holds. */
const EXPIRED_SESSIONS_MAX = 1_000;

/** Ends the sessions that nobody used for long, where this member leads. */
export class SessionReaper {
  readonly #options: SessionReaperOptions;
  #isUnderWay = false;

  constructor(options: SessionReaperOptions) {
    this.#options = options;
  }

  /** To be called often; where another member leads it does nothing. */
  tend(): void {
    const { submissions, desk, machine } = this.#options;
    const { time } = desk;
    if (time === undefined || this.#isUnderWay) return;
    const sessions = machine().tables.sessions.due(time, EXPIRED_SESSIONS_MAX);
    if (sessions.length === 0) return;
    this.#isUnderWay = true;
    const body = SessionExpireCommand.encode({ sessions, time });
    submissions.submitAsLeader(bareHeader(CommandKind.sessionExpire), body, () => {
      this.#isUnderWay = false;
    });
  }
}
