import type { Id, Init, MemberAddCommand } from "@keyval/api";
import type { Entry } from "@keyval/raft";
import { every, openKeyspaceMachine } from "@keyval/server/node";
import type { EngineMachine, Group, KeyspaceStore, Outsider, QuarantineEvents } from "@keyval/server/node";
import { announce, createHandlers, MemberWork, WatchSession } from "@keyval/server/rpc";
import type { Handlers, WatchSink } from "@keyval/server/rpc";
import { type Build, type ClusterVersions, Refusal } from "@keyval/statemachine";
import type { EngineDone } from "@keyval/storage";
import { WatchedMachine } from "../machine/watched-machine.js";
import { NotTakenBack } from "../world/not-taken-back.js";
import { engineOf, type Question, type Resident, type ResidentHost } from "../world/resident.js";
import type { KeyspaceKnobs } from "./keyspace-knobs.js";
import { MemberLink } from "./member-link.js";
import { idOf } from "./member-name.js";
import { whatIsUnsettled } from "./what-is-unsettled.js";

/** Who wants to know what a member's key space does. */
export interface KeyspaceWitness {
  readonly knobs: KeyspaceKnobs;
  readonly nextRevision: (last: number, index: number) => number;
  /** The program that a member runs in one of its lives. */
  readonly buildOf: (member: string, life: number) => Build;
  /** For a member that is added now: nobody had it before. */
  readonly freshMemberId: () => Id;
  applied(entry: Entry): void;
  /** This life of the member is over. */
  gone(member: string): void;
}

/** How soon connections follow the list of members. */
const FOLLOW_MS = 50;

const ENGINE = "engine";
const SNAPSHOTS = "snapshots";

const CLUSTER = 0xc1;
const REQUEST_BYTES_MAX = 1_572_864;
const OPERATIONS_MAX = 128;
const LEASE_ID_LIMIT = 2 ** 31;
const WORD = 2 ** 16;

/** Records of keys are larger than those of registers, and there are more of them. */
const ENGINE_FILE_FACTOR = 8;

/** A stream of the service Watch, which a process has as long as it lives. */
export interface OpenStream {
  readonly session: WatchSession;
  close(): void;
}

/** The server's key space on a member, with all that answers its clients. */
export class KeyspaceResident implements Resident {
  readonly machine: WatchedMachine<KeyspaceStore>;
  readonly audit: QuarantineEvents | undefined;
  readonly #host: ResidentHost;
  readonly #witness: KeyspaceWitness;
  readonly #machine: EngineMachine<KeyspaceStore>;
  readonly #link: MemberLink;
  /** Whoever is in here is called when another store has taken the place of the present one. */
  readonly #watching = new Set<() => void>();
  /** Whoever is in here is called when the life is over. */
  readonly #streams = new Set<() => void>();
  /** There once the group is. */
  work: MemberWork | undefined;
  #group: Group | undefined;
  #handlers: Handlers | undefined;
  #isOpen = false;

  private constructor(host: ResidentHost, witness: KeyspaceWitness, machine: EngineMachine<KeyspaceStore>) {
    this.#host = host;
    this.#witness = witness;
    this.#machine = machine;
    this.#link = new MemberLink(host);
    this.audit = witness.knobs.audits ? auditFor(host) : undefined;
    this.machine = new WatchedMachine(machine, {
      pieceBytesMost: host.pieceBytesMost,
      advanced: (entry) => {
        if (entry !== undefined) witness.applied(entry);
        reached(host, machine.store);
      },
    });
  }

  static open(
    host: ResidentHost,
    witness: KeyspaceWitness,
    beginning: Parameters<typeof openKeyspaceMachine>[1],
    done: EngineDone<KeyspaceResident>,
  ): void {
    const { clock, random } = host;
    const { cacheBytes, readsNow } = witness.knobs;
    const build = witness.buildOf(host.member, host.life);
    const later = (run: () => void): void => {
      clock.endOfTurn(run);
    };
    // Nothing is applied before the resident is there.
    const parts: { resident?: KeyspaceResident } = {};
    openKeyspaceMachine(
      {
        engine: engineOf(host, ENGINE, host.engineFileBytes * ENGINE_FILE_FACTOR),
        keyspace: {
          ...{ later, endOfTurn: later, cacheBytes, readsNow, build, nextRevision: witness.nextRevision },
          appliedElsewhere: (origin, applied) => parts.resident?.work?.submissions.applied(origin, applied),
        },
        ...{ snapshots: SNAPSHOTS, group: host.group },
        became: (store) => {
          reached(host, store);
          parts.resident?.replaced();
        },
        seals: () => random.chance(1, 2),
        lendsEarly: () => random.chance(1, 2),
        happened: (what) => {
          host.happened(what);
        },
      },
      beginning,
      ({ error, value: machine }) => {
        if (error !== undefined) done({ error });
        else done({ error, value: (parts.resident = new KeyspaceResident(host, witness, machine)) });
      },
    );
  }

  /** Undefined while the doors are closed. */
  get handlers(): Handlers | undefined {
    return this.#isOpen ? this.#handlers : undefined;
  }

  get life(): number {
    return this.#host.life;
  }

  joined(group: Group): void {
    const { clock, member, random, incarnation } = this.#host;
    const { submitTimeoutMs: timeoutMs, quotaBytes, progressNotifyMs } = this.#witness.knobs;
    const later = (run: () => void): void => {
      clock.endOfTurn(run);
    };
    const machine = this.#machine;
    const work = new MemberWork({
      ...{ group, machine, clock, later, timeoutMs, quotaBytes, progressNotifyMs, forwarder: this.#link },
      member: idOf(member),
      run: random.next() * WORD + random.below(WORD),
      failed: (reason) => {
        this.#host.failed(reason);
      },
    });
    this.work = work;
    this.#group = group;
    this.#handlers = createHandlers({
      ...{ group, work, later, quotaBytes, watching: this.#watching },
      ...{ cluster: CLUSTER, member: idOf(member), version: "sim", storageVersion: "sim" },
      ...{ requestBytesMax: REQUEST_BYTES_MAX, operationsMax: OPERATIONS_MAX },
      store: () => machine.store,
      freshId: () => 1 + random.below(LEASE_ID_LIMIT),
      ...{ isStrict: false, freshMemberId: this.#witness.freshMemberId, connectedMs: () => undefined },
      isInSyncAt: (...question) => {
        this.#link.isInSync(...question);
      },
      // Nobody reads the log here,
      readLog: (_, done) => {
        later(() => {
          done({ error: undefined, value: [] });
        });
      },
      // nor takes backups.
      takeBackup: (done) => {
        later(() => {
          done({ error: undefined, value: undefined });
        });
      },
      takeIncrement: () => new Refusal("stopped"),
      createDigest: () => ({ update: () => undefined, digest: () => new Uint8Array(0) }),
    });
    work.start();
    if (this.#witness.knobs.isOperated) {
      every(clock, FOLLOW_MS, () => {
        this.#followMembers(work);
      });
    }
    const { level } = this.#witness.buildOf(member, this.life);
    const announcement = { ID: idOf(member), name: member, incarnation: idOf(incarnation), level };
    const versions = (): ClusterVersions => machine.store.machine.tables.versions;
    const founders = this.#witness.knobs.isOperated ? this.#unlistedFounders(group) : [];
    const told = { announcement, peerURLs: [], founders, versions, clusterVersion: "3.7.0" };
    announce({ submissions: work.submissions, later, ...told }, (refusal) => {
      if (refusal === undefined) this.#isOpen = true;
      else if (!work.keeper.isRemoved) this.#host.failed(new NotTakenBack(`${member} lost its disk: ${refusal}`));
    });
  }

  /** As a server does: members of the beginning may have never started, and have to be removed all the same one day. */
  #unlistedFounders({ configuration }: Group): Init<MemberAddCommand>[] {
    const { members } = this.#machine.store.machine.tables;
    return configuration.hosts
      .filter(({ member, incarnation }) => member !== this.#host.member && incarnation === "")
      .map(({ member }) => ({ ID: idOf(member) }))
      .filter(({ ID }) => members.get(ID) === undefined);
  }

  /** As a server does: ends connections of whoever was removed, and leaves if that is this member. */
  #followMembers({ keeper }: MemberWork): void {
    for (const caller of this.#host.callers()) if (keeper.isGone(caller)) this.#host.expel(caller);
    if (keeper.hasToLeave) this.#host.leave();
  }

  outsider(member: string): Outsider | undefined {
    return this.#witness.knobs.isOperated ? this.work?.keeper.outsider(member) : undefined;
  }

  leavesOver(failure: Error): boolean {
    return this.work?.keeper.leavesOver(failure) === true;
  }

  get unsettled(): string | undefined {
    if (!this.#witness.knobs.isOperated || this.#group === undefined) return undefined;
    return whatIsUnsettled(this.#machine.store.machine.tables.members.list(), this.#group.configuration);
  }

  incarnationOf(member: string): string | undefined {
    return this.work?.keeper.incarnationOf(member);
  }

  asked(question: Question, answer: (answer: unknown) => void): void {
    if (this.work !== undefined) this.#link.asked(question, this.work, answer);
  }

  /** Another store has taken the place of the one before. */
  replaced(): void {
    for (const end of [...this.#watching]) end();
  }

  /** Runs inside the process, if it still lives. */
  inside(run: () => void): void {
    this.#host.clock.endOfTurn(run);
  }

  gone(): void {
    this.#witness.gone(this.#host.member);
    for (const end of this.#streams) end();
  }

  /** `ended` is called if the member ends the stream, or is gone. */
  openStream(sink: WatchSink, ended: () => void): OpenStream | undefined {
    if (this.handlers === undefined) return undefined;
    const session = new WatchSession(this.handlers.served, this.#machine.store.hub, sink);
    const close = (): void => {
      this.#streams.delete(gone);
      this.#watching.delete(replaced);
      session.close();
    };
    const replaced = (): void => {
      close();
      ended();
    };
    const gone = (): void => {
      this.#watching.delete(replaced);
      ended();
    };
    this.#watching.add(replaced);
    this.#streams.add(gone);
    return { session, close };
  }
}

/** Nothing here makes states differ, so that whoever is told that his does was told wrong, or has a bug. */
class StateDiffers extends Error {
  override readonly name = "StateDiffers";
}

function auditFor(host: ResidentHost): QuarantineEvents {
  return {
    quarantined: (index) => {
      host.failed(new StateDiffers(`at ${index}, ${host.member} has another state than a majority`));
    },
    released: () => undefined,
    split: (index) => {
      host.failed(new StateDiffers(`at ${index}, members have different states, and none has a majority`));
    },
  };
}

/** States are compared by a number: as much of the hash as it holds. */
function reached(host: ResidentHost, { machine }: KeyspaceStore): void {
  const { high, low } = machine.hash;
  host.reached(machine.applied, high * 2 ** 20 + (low % 2 ** 20));
}
