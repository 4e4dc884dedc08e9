import { bareHeader, ClusterVersionCommand, CommandKind, SessionExpireCommand } from "@keyval/api";
import type { StateMachine } from "@keyval/statemachine";
import type { LeaseDesk, Submissions } from "../node/index.js";

export interface LeaderDutiesOptions {
  readonly submissions: Pick<Submissions, "submitAsLeader">;
  readonly desk: Pick<LeaseDesk, "time">;
  readonly machine: () => Pick<StateMachine, "tables">;
  /** What the cluster's version is to be while nobody has decided it. */
  readonly clusterVersion: string;
}

/** Sessions that one command ends: what an entry of some kilobytes holds. */
const EXPIRED_SESSIONS_MAX = 1_000;

/** What the member that leads sees to beside the leases: which version the cluster has, and which sessions are over. */
export class LeaderDuties {
  readonly #options: LeaderDutiesOptions;
  /** One of each is on its way at most. */
  readonly #underWay = new Set<CommandKind>();

  constructor(options: LeaderDutiesOptions) {
    this.#options = options;
  }

  /** To be called often; where another member leads it does nothing. */
  tend(): void {
    const { desk, machine, clusterVersion } = this.#options;
    const { time } = desk;
    if (time === undefined) return;
    const { versions, sessions } = machine().tables;
    if (versions.clusterVersion === "") {
      this.#submit(CommandKind.clusterVersion, ClusterVersionCommand.encode({ version: clusterVersion }));
    }
    const due = sessions.due(time, EXPIRED_SESSIONS_MAX);
    if (due.length > 0) this.#submit(CommandKind.sessionExpire, SessionExpireCommand.encode({ sessions: due, time }));
  }

  #submit(kind: CommandKind, body: Uint8Array): void {
    if (this.#underWay.has(kind)) return;
    this.#underWay.add(kind);
    this.#options.submissions.submitAsLeader(bareHeader(kind), body, () => {
      this.#underWay.delete(kind);
    });
  }
}
