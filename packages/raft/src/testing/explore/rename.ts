import { NOBODY, type ReplicaId } from "../../configuration.js";
import { replicasOf, type World } from "./world.js";

export type Rename = (id: ReplicaId) => ReplicaId;

export const unchanged: Rename = (id) => id;

/**
 * Every way of giving the replicas each other's names that makes no difference to the rules of a world. The first one
 * leaves all names as they are.
 */
export function renamesOf(world: World): Rename[] {
  const ids = replicasOf(world);
  const isAllowed = (names: readonly ReplicaId[]): boolean =>
    ids.every((id, position) => roleOf(world, id) === roleOf(world, names[position] ?? NOBODY));
  const [, ...others] = world.namesMatter === true ? [] : permutations(ids).filter(isAllowed);
  return [
    unchanged,
    ...others.map(
      (names): Rename =>
        (id) =>
          names[id - 1] ?? NOBODY,
    ),
  ];
}

/** What the rules of the world say of a replica; equal for replicas that may trade names. */
function roleOf({ voters, campaigners, changes = [] }: World, id: ReplicaId): string {
  const isNamed = changes.flat().some((change) => ("id" in change ? change.id === id : "host" in change));
  if (isNamed) return `named ${id}`;
  const stands = campaigners === undefined || campaigners.includes(id);
  return `${id <= voters ? "voter" : "joiner"} ${stands ? "stands" : "votes"}`;
}

function permutations(ids: readonly ReplicaId[]): ReplicaId[][] {
  if (ids.length === 0) return [[]];
  return ids.flatMap((first) => permutations(ids.filter((id) => id !== first)).map((rest) => [first, ...rest]));
}
