import { AlarmAction, AlarmRequest, AlarmType, bareHeader, CommandKind, type Id } from "@keyval/api";
import type { StateMachine } from "@keyval/statemachine";
import type { Submissions } from "../node/index.js";

export interface QuotaOptions {
  readonly submissions: Submissions;
  readonly machine: () => StateMachine;
  readonly member: Id;
  /** Live bytes beyond which puts are refused. */
  readonly quotaBytes: number;
}

/** The alarm is cleared only when there is so much room again, or it would come and go with every put. */
const ROOM_TO_CLEAR = 0.05;

/** Refuses what would take the live bytes beyond the quota, before it is proposed, and keeps this member's alarm about it. */
export class QuotaGuard {
  readonly #options: QuotaOptions;
  /** An alarm is on its way through the log. */
  #isTelling = false;

  constructor(options: QuotaOptions) {
    this.#options = options;
  }

  /** For so many bytes of keys and values. */
  check(bytes: number): "noSpace" | undefined {
    const { machine, quotaBytes } = this.#options;
    if (!machine().tables.keyspace.wouldExceed(quotaBytes, bytes)) return undefined;
    if (!this.#isActive) this.#tell(AlarmAction.ACTIVATE);
    return "noSpace";
  }

  /** To be called often: what was deleted and compacted makes room again. */
  tend(): void {
    const { machine, quotaBytes } = this.#options;
    if (!this.#isActive || machine().tables.keyspace.wouldExceed(quotaBytes * (1 - ROOM_TO_CLEAR), 0)) return;
    this.#tell(AlarmAction.DEACTIVATE);
  }

  get #isActive(): boolean {
    const { machine, member } = this.#options;
    return machine()
      .tables.alarms.get(AlarmType.NOSPACE)
      .some(({ memberID }) => memberID === member);
  }

  #tell(action: AlarmAction): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    const { submissions, member } = this.#options;
    const body = AlarmRequest.encode({ action, memberID: member, alarm: AlarmType.NOSPACE });
    submissions.submit(bareHeader(CommandKind.alarm), body, () => {
      this.#isTelling = false;
    });
  }
}
