import type { Disk, File } from "@keyval/storage";
import type { Frame, Hello, Peers } from "@keyval/server/node";
import { CALM_DISK } from "./disk/disk-faults.js";
import { SimDisk } from "./disk/sim-disk.js";
import { SeededRandom } from "./random.js";
import { Scheduler } from "./scheduler.js";
import { Network, type Endpoint } from "./world/network.js";
import { Trace } from "./world/trace.js";

const MEMBERS = ["a", "b", "c"];
const FILE = "notes";
const STEPS = 400;
const MICROSECONDS = 5_000_000;

/**
 * What the world alone makes of three scripted processes, as the hash of its trace. They greet each other and write down
 * whatever arrives, so that the hash changes with the scheduler, chance, the network and the disk, and with nothing else.
 */
export function worldOnlyHash(seed: number): string {
  const trace = new Trace();
  const scheduler = new Scheduler();
  const random = new SeededRandom(seed);
  const network = new Network(scheduler, random.fork(), NETWORK);
  const scripts = MEMBERS.map((member) => {
    const disk = new SimDisk(scheduler, random.fork(), DISK);
    return new Script(member, { trace, scheduler, random: random.fork(), network, disk });
  });
  for (let step = 0; step < 20; step++) {
    scheduler.runUntil(((step + 1) * MICROSECONDS) / 20);
    hurt(network, scripts, random);
  }
  for (const script of scripts)
    trace.note(scheduler.now, `${script.hello.member} holds ${script.disk.usedBytes} bytes`);
  return trace.hash;
}

/** Rough, and not drawn: another range for a knob is no other world. */
const NETWORK = {
  latency: { least: 200, spread: 500, slowPerMille: 50, slowMost: 10_000 },
  bytesPerMillisecond: 1_000,
  lostPerMille: 20,
  twicePerMille: 20,
  overtakingPerMille: 100,
  redialMicroseconds: 20_000,
};

const DISK = {
  ...CALM_DISK,
  syncing: { least: 200, spread: 300, slowPerMille: 100, slowMost: 20_000 },
  stallsPerMillion: 5_000,
  stallMost: 20_000,
  errorsPerMillion: 5_000,
};

function hurt(network: Network, scripts: readonly Script[], random: SeededRandom): void {
  const [from, to] = [random.pick(MEMBERS), random.pick(MEMBERS)];
  if (random.chance(1, 3)) network.cut(from, to);
  else if (random.chance(1, 2)) network.healAll();
  else network.breakConnection(from, to);
  if (random.chance(1, 4)) random.pick(scripts).crash();
}

interface World {
  readonly trace: Trace;
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly network: Network;
  readonly disk: SimDisk;
}

class Script implements Endpoint {
  readonly hello: Hello;
  readonly disk: SimDisk;
  readonly #world: World;
  #peers: Peers | undefined;
  #file: File | undefined;
  #position = 0;
  #greeted = 0;

  constructor(member: string, world: World) {
    this.hello = { cluster: "scripted", member, incarnation: "only" };
    this.disk = world.disk;
    this.#world = world;
    this.#start();
  }

  crash(): void {
    this.#note("crashes");
    this.#file = undefined;
    this.#world.network.detach(this.hello.member, true);
    this.disk.crash();
    this.#start();
  }

  admit(hello: Hello, done: (refusal: undefined) => void): void {
    this.#note(`admits ${hello.member}`);
    this.#world.scheduler.after(10, () => {
      done(undefined);
    });
  }

  receive(member: string, frames: readonly Frame[]): void {
    this.#note(`hears ${frames.length} from ${member}`);
    this.#write(frames.length);
  }

  asked(): void {
    throw new Error("scripts ask nothing of each other");
  }

  peerConnected(member: string): void {
    this.#note(`meets ${member}`);
  }

  peerLost(member: string): void {
    this.#note(`misses ${member}`);
  }

  #start(): void {
    this.disk.open(FILE, "any", ({ error, value }) => {
      this.#note(error === undefined ? "opens its file" : error.code);
      this.#file = value;
      this.#peers = this.#world.network.attach(this);
      this.#greet();
    });
  }

  #greet(): void {
    if (this.#file === undefined || this.#greeted++ > STEPS) return;
    const to = this.#world.random.pick(MEMBERS);
    const frame: Frame = { kind: "gone", group: 1, to: 1, from: 1, index: this.#greeted };
    const frames = Array.from({ length: 1 + this.#world.random.below(5) }, () => frame);
    if (to !== this.hello.member && this.#peers?.send(to, frames) === false) this.#note(`can not reach ${to}`);
    const file = this.#file;
    this.#world.scheduler.after(1 + this.#world.random.below(20_000), () => {
      if (this.#file === file) this.#greet();
    });
  }

  #write(length: number): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#position += 700 * length;
    file.write(this.#position, [new Uint8Array(600 * length).fill(length)], ({ error }) => {
      this.#note(error === undefined ? "has written" : error.code);
      if (this.#file === file && this.#world.random.chance(1, 2)) this.#sync(this.disk, file);
    });
  }

  #sync(disk: Disk, file: File): void {
    file.sync(() => {
      this.#note("has synced");
      disk.syncDirectory("", () => this.#note("has synced its names"));
    });
  }

  #note(what: string): void {
    this.#world.trace.note(this.#world.scheduler.now, `${this.hello.member} ${what}`);
  }
}
