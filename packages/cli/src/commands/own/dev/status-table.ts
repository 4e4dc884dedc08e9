import { columns } from "../../../output/columns.js";
import { hexId } from "../../../output/hex.js";
import { type LocalCluster, type Place, statusOf } from "./local-cluster.js";

/** Who leads, and how each member is. */
export async function statusTable(cluster: LocalCluster): Promise<string> {
  const rows = await Promise.all(
    cluster.places.map(async (place) => [...(await statusRow(place)), namesOf(cluster.cutOffFrom(place))]),
  );
  return columns([["NAME", "CLIENTS", "PROCESS", "ROLE", "REVISION", "CUT OFF FROM"], ...rows]);
}

export function namesOf(places: readonly Place[]): string {
  return places.length === 0 ? "nobody" : places.map(({ member }) => member.name).join(", ");
}

async function statusRow(place: Place): Promise<string[]> {
  const { member, endpoint } = place;
  const status = member.state === "serving" ? await statusOf(place) : undefined;
  const { header, leader = 0 } = status ?? {};
  const role = status === undefined ? "-" : roleOf(header?.memberId === leader, hexId(leader));
  return [member.name, endpoint, member.state, role, `${header?.revision ?? "-"}`];
}

function roleOf(isLeader: boolean, leader: string): string {
  if (isLeader) return "leader";
  return leader === "0" ? "no leader" : "follower";
}
