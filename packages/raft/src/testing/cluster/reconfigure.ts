import { isJoint, type Configuration, type ReplicaId } from "../../configuration.js";
import type { Change } from "../../input.js";
import type { Process } from "./process.js";
import { hostOf, type World } from "./world.js";

/** A group is not made larger than this. */
const MEMBERS_MAX = 7;

/** Proposes a change of the configuration that makes sense most of the time. */
export function reconfigure(world: World, process: Process, b: number, c: number): void {
  const { host } = process;
  if (host === undefined) return;
  const { configuration } = host.raft;
  const changes = chosenChanges(configuration, process.id, b, c);
  const refusal = world.step(process, { kind: "reconfigure", now: process.now(world.time), changes });
  if (refusal !== undefined) return;
  for (const change of changes) {
    world.tally.add(`changed: ${change.kind}`);
    if ("host" in change) world.ensure(change.host.id);
  }
  if (isJoint(host.raft.configuration)) world.tally.add("joint change");
}

/** Every third time it is the leader itself that is to go. */
function chosenChanges(configuration: Configuration, self: ReplicaId, b: number, c: number): readonly Change[] {
  const { voters, learners, lastId } = configuration;
  const hasRoom = voters.length + learners.length < MEMBERS_MAX;
  const voter = c % 3 === 0 ? self : (voters[c % voters.length] ?? lastId);
  const otherVoter = voters[(c + 1) % voters.length] ?? lastId;
  const learner = learners[c % learners.length] ?? voter;
  const add = (kind: "addVoter" | "addLearner", offset = 1): Change => ({ kind, host: hostOf(lastId + offset) });
  switch (b % 16) {
    case 0:
    case 1:
      return hasRoom ? [add("addLearner")] : [{ kind: "remove", id: learner }];
    case 2:
      return hasRoom ? [add("addVoter")] : [{ kind: "remove", id: voter }];
    case 3:
    case 4:
      return [{ kind: "promote", id: learner }];
    case 5:
      return [{ kind: "demote", id: voter }];
    case 6:
    case 7:
      return voters.length > 2 ? [{ kind: "remove", id: voter }] : [add("addVoter")];
    case 8:
    case 9:
      return [add("addVoter"), { kind: "remove", id: voter }];
    case 10:
      return [
        { kind: "demote", id: voter },
        { kind: "promote", id: learner },
      ];
    case 11:
      return hasRoom && voters.length < MEMBERS_MAX - 1
        ? [add("addVoter"), add("addVoter", 2)]
        : twoOut(voter, otherVoter);
    case 12:
      return twoOut(voter, otherVoter);
    case 13:
      return [{ kind: "setLease", lease: c % 3 === 0 ? 0 : 20 + (c % 80) }];
    case 14:
      return [{ kind: "setLease", lease: c % 5 === 0 ? 1_000 : 20 + (c % 80) }];
    default:
      return nonsense(voter, lastId, c);
  }
}

function twoOut(voter: ReplicaId, other: ReplicaId): readonly Change[] {
  return [
    { kind: "remove", id: voter },
    { kind: "demote", id: other },
  ];
}

function nonsense(voter: ReplicaId, lastId: ReplicaId, c: number): readonly Change[] {
  const kinds: readonly (readonly Change[])[] = [
    [],
    [{ kind: "addVoter", host: hostOf(lastId) }],
    [{ kind: "remove", id: lastId + 5 }],
    [{ kind: "promote", id: voter }],
    [{ kind: "demote", id: lastId + 5 }],
    Array.from({ length: 70 }, (_, position): Change => ({ kind: "addLearner", host: hostOf(lastId + 1 + position) })),
  ];
  return kinds[c % kinds.length] ?? [];
}
