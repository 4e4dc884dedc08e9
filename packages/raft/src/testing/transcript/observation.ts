import type { Status } from "../../status.js";
import type { Persist } from "../../output.js";
import { renderConfiguration, renderEntries, renderRole, renderSnapshot } from "./render.js";
import type { Replica } from "./replica.js";

/** What of a replica is compared before and after a step. */
export interface Observation {
  readonly status: Status;
  readonly writes: number;
  readonly fetching: number | undefined;
  readonly wanted: number;
  readonly waiting: number;
}

export function observe({ host }: Replica): Observation {
  return {
    status: host.raft.status,
    writes: host.writes.length,
    fetching: host.fetching?.snapshot.index,
    wanted: host.entriesWanted.length,
    waiting: host.readsConfirmed.length,
  };
}

/** What a step changed, in sentences. */
export function changes(replica: Replica, before: Observation, showsProgress: boolean): string[] {
  const after = observe(replica);
  return [
    ...roleChanges(before.status, after.status),
    ...configurationChanges(before.status, after.status),
    ...(showsProgress ? progressChanges(before.status, after.status) : []),
    ...writesBegun(replica, before),
    ...logChanges(before.status, after.status),
    ...snapshotChanges(replica, before),
    ...readChanges(replica, before),
    ...entriesAsked(replica, before),
  ];
}

function roleChanges(before: Status, after: Status): string[] {
  const { id, role, term, leader, asleep } = after;
  const lines: string[] = [];
  if (before.asleep !== asleep) lines.push(asleep ? `${id} falls asleep` : `${id} wakes up`);
  if (before.role !== role || (role !== "follower" && before.term !== term)) {
    const under = role === "follower" && leader !== 0 ? ` under ${leader}` : "";
    lines.push(`${id} becomes ${renderRole(role)} in term ${term}${under}`);
  } else if (before.term !== term || before.leader !== leader) {
    lines.push(
      leader === 0 ? `${id} is in term ${term} and knows no leader` : `${id} follows ${leader} in term ${term}`,
    );
  }
  return lines;
}

function configurationChanges(before: Status, after: Status): string[] {
  if (before.configurationIndex === after.configurationIndex) return [];
  const verb = after.configurationIndex > before.configurationIndex ? "uses" : "goes back to";
  return [`${after.id} ${verb} configuration ${after.configurationIndex}: ${renderConfiguration(after.configuration)}`];
}

function progressChanges(before: Status, after: Status): string[] {
  const lines: string[] = [];
  for (const { id, state, match, next } of after.progress) {
    const known = before.progress.find((progress) => progress.id === id);
    if (known?.state === state) continue;
    lines.push(`${after.id} sees ${id} in state ${state}, match ${match}, next ${next}`);
  }
  return lines;
}

/** A quick disk is heard of only once it is done. */
function writesBegun({ id, host, held }: Replica, before: Observation): string[] {
  if (!held.has("disk")) return [];
  return host.writes.slice(before.writes).map(({ persist }) => `${id} begins to write ${renderWrite(persist)}`);
}

export function renderWrite({ hardState, snapshot, entries }: Persist): string {
  const parts = [`term ${hardState.term}, vote ${hardState.vote || "none"}`];
  if (snapshot !== undefined) parts.push(`snapshot ${renderSnapshot(snapshot)} and an empty log`);
  if (entries.length > 0) parts.push(renderEntries(entries));
  return parts.join("; ");
}

/** What became durable, told by what is new about it. */
export function storedBy(replica: Replica, persist: Persist): string {
  const { disk } = replica.host;
  const { hardState, snapshot, entries } = persist;
  const parts: string[] = [];
  if (hardState.term !== disk.hardState.term || hardState.vote !== disk.hardState.vote) {
    parts.push(`term ${hardState.term}, vote ${hardState.vote || "none"}`);
  }
  if (snapshot !== undefined) parts.push(`snapshot ${renderSnapshot(snapshot)} and an empty log`);
  const first = entries[0];
  if (first !== undefined) {
    const replaced = snapshot === undefined ? disk.read(first.index, disk.last) : [];
    parts.push(renderEntries(entries) + (replaced.length > 0 ? ` in place of ${renderEntries(replaced)}` : ""));
  }
  return `${replica.id} stores ${parts.join("; ") || "a later commit index"}`;
}

function logChanges(before: Status, after: Status): string[] {
  const lines: string[] = [];
  if (before.committed !== after.committed) lines.push(`${after.id} commits up to ${after.committed}`);
  if (before.base !== after.base) lines.push(`${after.id} lets its log begin behind ${after.base}`);
  return lines;
}

function snapshotChanges({ id, host }: Replica, before: Observation): string[] {
  const { fetching } = host;
  if (fetching?.snapshot.index === before.fetching) return [];
  if (fetching === undefined && host.received?.applied === before.fetching) return [];
  if (fetching === undefined) return [`${id} stops fetching snapshot ${before.fetching ?? 0}`];
  return [`${id} fetches snapshot ${renderSnapshot(fetching.snapshot)} from ${fetching.from}`];
}

/** Every read is told of when it may be answered or is given up; the host forgets it then. */
function readChanges({ id, host }: Replica, before: Observation): string[] {
  const waiting = host.readsConfirmed
    .slice(before.waiting)
    .map((read) => `${id} may answer read ${read.id} once it has applied ${read.index}`);
  const ready = host.readsReady.splice(0).map((read) => `${id} answers read ${read.id} at ${read.index}`);
  const dropped = host.readsDropped.splice(0).map((read) => `${id} gives up read ${read}`);
  return [...waiting, ...ready, ...dropped];
}

function entriesAsked({ id, host }: Replica, before: Observation): string[] {
  const asked = host.entriesWanted.slice(before.wanted);
  return asked.map(({ to, from, last }) => `${id} asks its host for entries ${from} to ${last}, for ${to}`);
}
