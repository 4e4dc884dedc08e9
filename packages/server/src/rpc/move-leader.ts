import type { Id, MoveLeaderResponse } from "@keyval/api";
import { NOBODY } from "@keyval/raft";
import { Refusal } from "@keyval/statemachine";
import type { Clock, Group } from "../node/index.js";
import { idOfHex } from "./hex-id.js";
import type { Reply } from "./reply.js";

/** How often is looked who leads. */
const CHECK_MS = 10;

export interface MoveLeaderOptions {
  readonly group: Pick<Group, "isLeader" | "leader" | "configuration" | "transfer">;
  readonly clock: Pick<Clock, "now" | "after">;
  /** After so long it did not come off. */
  readonly timeoutMs: number;
}

/** Has another member lead, and answers once it does. Only the member that leads now can do that. */
export function moveLeader(options: MoveLeaderOptions, target: Id, reply: Reply<MoveLeaderResponse>): void {
  const { group, clock, timeoutMs } = options;
  if (!group.isLeader) {
    reply(new Refusal("notLeader"));
    return;
  }
  const { hosts, voters } = group.configuration;
  const to = hosts.find(({ id, member }) => idOfHex(member) === target && voters.includes(id))?.id;
  if (to === undefined) {
    reply(new Refusal("badLeaderTransferee"));
    return;
  }
  const deadline = clock.now() + timeoutMs;
  // One that does not come off is given up by the core, and begun again here.
  const check = (): void => {
    if (group.leader === to) reply({ header: undefined });
    else if (!group.isLeader && group.leader !== NOBODY) reply(new Refusal("leaderChanged"));
    else if (clock.now() >= deadline) reply(new Refusal("timeoutLeaderTransfer"));
    else {
      if (group.isLeader) group.transfer(to);
      clock.after(CHECK_MS, check);
    }
  };
  check();
}
