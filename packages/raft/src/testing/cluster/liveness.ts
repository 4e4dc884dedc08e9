import { isMember, members } from "../../configuration.js";
import type { ReplicaId } from "../../configuration.js";
import { calm } from "./calm.js";
import { check } from "./check.js";
import { resume, retire } from "./lifecycle.js";
import type { Process } from "./process.js";
import type { World } from "./world.js";

/** In milliseconds: how long a healed group may take to be whole again, and how long it is left alone then. */
const RECOVERY_MAX = 30_000;
const RECOVERY_STEP = 100;
/** How long a healthy group may take to serve what it is asked; few reads fit in at a time. */
const SERVICE_MAX = 3_000;
/** Replicas that do not stand for election by themselves are told to where nobody leads after so long. */
const PATIENCE = 2_000;
const IDLE = 1_500;
/** How long one replica does not hear the leader. */
const DEAFNESS = 500;

/** The faults are over: the group must find a leader, commit, answer reads, and be quiet from then on. */
export function checkLiveness(world: World): void {
  heal(world);
  const leader = recover(world);
  proposeAndRead(world, leader);
  staysQuiet(world);
  standsByItsLeader(world, leader);
  proposeAndRead(world, leader);
}

function heal(world: World): void {
  world.network.mend();
  for (const process of world.all) {
    resume(world, process);
    if (process.host === undefined) world.restart(process, false);
    if (!world.knobs.zombies) retire(world, process);
  }
  for (let due = world.news.take(0); due !== undefined; due = world.news.take(0)) world.tell(due);
}

/** Waits until one leader has everybody with it. */
function recover(world: World): Process {
  for (let waited = 0; waited < RECOVERY_MAX; waited += RECOVERY_STEP) {
    calm(world, RECOVERY_STEP);
    const { leader } = world;
    if (leader === undefined) encourage(world, waited);
    else if (!world.knobs.zombies) dismissOutsiders(world, leader);
    if (leader !== undefined && isWhole(world, leader)) return leader;
  }
  check(false, "a healed group finds a leader", ...world.running.map(({ id }) => briefly(world, id)));
}

/** Replicas that do not belong to the group, nor ever will, may think otherwise and go on trying. */
function dismissOutsiders(world: World, leader: Process): void {
  const { status } = leader;
  if (status === undefined || status.configurationIndex > status.committed) return;
  for (const process of world.running) {
    if (isMember(status.configuration, process.id)) continue;
    world.crash(process, 0);
    process.retired = true;
  }
}

/**
 * Replicas of priority 0 stand for election only when told to. They are told in no order, and often: where one takes itself for a
 * voter, and raises the term without any prospect, another one comes to lead only if it stands twice in between.
 */
function encourage(world: World, waited: number): void {
  const timid = world.running.filter(({ config }) => config.priority === 0);
  const process = timid[world.random.below(Math.max(1, timid.length))];
  if (waited >= PATIENCE && process !== undefined)
    world.step(process, { kind: "campaign", now: process.now(world.time) });
}

function isWhole(world: World, leader: Process): boolean {
  const status = leader.status;
  if (status === undefined || status.committed < status.lastIndex || status.configuration.outgoing.length > 0)
    return false;
  const others = members(status.configuration).map((id) => world.processes.get(id)?.status);
  return others.every((other) => other?.applied === status.lastIndex && other.leader === leader.id);
}

/** A transfer may have to be given up first. */
function propose(world: World, leader: Process): void {
  const payloads = [new Uint8Array(10)];
  for (let waited = 0; waited < SERVICE_MAX; waited += RECOVERY_STEP) {
    if (world.step(leader, { kind: "propose", now: leader.now(world.time), payloads }) === undefined) return;
    calm(world, RECOVERY_STEP);
  }
  check(false, "a healthy group takes proposals", leader.id);
}

function proposeAndRead(world: World, leader: Process): void {
  propose(world, leader);
  const index = leader.status?.lastIndex ?? 0;
  const configuration = leader.status?.configuration;
  const staying = world.running.filter(({ id }) => configuration !== undefined && isMember(configuration, id));
  for (const process of staying) world.read(process);
  const isDone = ({ id, status }: Process): boolean => status?.applied === index && world.reads.openAt(id) === 0;
  for (let waited = 0; waited < SERVICE_MAX && !staying.every(isDone); waited += RECOVERY_STEP)
    calm(world, RECOVERY_STEP);
  for (const { id, status } of staying) {
    check(status?.applied === index, "a healthy group applies what is proposed everywhere", id, status?.applied, index);
    check(world.reads.openAt(id) === 0, "a healthy group answers its reads", id);
  }
}

/** Nobody holds an election in a healthy group, and an idle one costs little or, asleep, nothing. */
function staysQuiet(world: World): void {
  const steps = world.checker.steps;
  const before = members(world.history.configuration).map((id) => briefly(world, id));
  calm(world, IDLE);
  const after = members(world.history.configuration).map((id) => briefly(world, id));
  check(before.join() === after.join(), "no elections in a healthy group", ...before, "then", ...after);
  const rounds = IDLE / (world.knobs.settings.heartbeatInterval ?? 1);
  const bound = 20 * (rounds + 10) * world.running.length;
  check(world.checker.steps - steps < bound, "an idle group costs little", world.checker.steps - steps, bound);
  if (world.running.every(({ status }) => status?.asleep === true)) world.tally.add("group asleep");
}

/** With PreVote and CheckQuorum, a replica that does not hear the leader, but is heard, deposes nobody. */
function standsByItsLeader(world: World, leader: Process): void {
  const { preVote, checkQuorum, quiesceAfter } = leader.config;
  const voters = leader.status?.configuration.voters ?? [];
  const deaf = voters.find((id) => id !== leader.id);
  if (!preVote || !checkQuorum || quiesceAfter > 0 || voters.length < 3 || deaf === undefined) return;
  const before = briefly(world, leader.id);
  world.network.cut(leader.id, deaf);
  calm(world, DEAFNESS);
  world.network.mend();
  const after = briefly(world, leader.id);
  check(before === after, "a group stands by a leader that most of it hears", before, after, deaf);
  calm(world, DEAFNESS);
}

function briefly(world: World, id: ReplicaId): string {
  const seen = world.processes.get(id)?.seen;
  return `${id} ${seen?.role ?? "gone"} of ${seen?.term ?? 0}`;
}
