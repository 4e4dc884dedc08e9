import { causeOf, EngineMachine } from "@keyval/server/node";
import type { EngineMachineOptions } from "@keyval/server/node";
import { DiskError, type EngineDone } from "@keyval/storage";
import { engineOf, type OpenResident, type Resident, type ResidentHost } from "../world/resident.js";
import type { Register } from "./command.js";
import { RegisterStore } from "./register-store.js";
import { WatchedMachine } from "./watched-machine.js";

const ENGINE = "registers";
const SNAPSHOTS = "snapshots";

/** For each command; several times what it writes. */
const RECLAIMED_BYTES_MOST = 500;

/** A few registers on the server's own machine. */
export class RegisterResident implements Resident {
  readonly machine: WatchedMachine<RegisterStore>;
  readonly #host: ResidentHost;
  readonly #machine: EngineMachine<RegisterStore>;
  #isTidying = false;
  #commands = 0;

  private constructor(host: ResidentHost, machine: EngineMachine<RegisterStore>) {
    this.#host = host;
    this.#machine = machine;
    this.machine = new WatchedMachine(machine, {
      pieceBytesMost: host.pieceBytesMost,
      advanced: (entry) => {
        reached(host, machine.store);
        if (entry !== undefined) this.#tidyNowAndThen();
      },
    });
  }

  static readonly open: OpenResident = (host, beginning, done) => {
    EngineMachine.open(machineOptions(host), beginning, ({ error, value: machine }) => {
      done(error === undefined ? { error, value: new RegisterResident(host, machine) } : { error });
    });
  };

  /** Undefined while a snapshot is installed. */
  get(key: number): Register | undefined {
    return this.#machine.isInstalling ? undefined : this.#machine.store.get(key);
  }

  #tidyNowAndThen(): void {
    this.#commands++;
    if (this.#commands % this.#host.tidyEvery === 0) this.#tidy();
  }

  /** Reclaims a small slice, or writes what was appended: so a crash finds files in any state. */
  #tidy(): void {
    const { store } = this.#machine;
    if (this.#isTidying) return;
    this.#isTidying = true;
    const ended: EngineDone = ({ error }) => {
      this.#isTidying = false;
      if (store.moves > 0) this.#host.happened("engine: records moved");
      store.moves = 0;
      const isOver = store !== this.#machine.store || this.#machine.isInstalling;
      const isFull = error instanceof DiskError && error.code === "ENOSPC";
      if (error !== undefined && !isOver && !isFull) this.#host.failed(causeOf(error));
    };
    const { random, tidyEvery } = this.#host;
    if (random.chance(1, 4)) store.flush(ended);
    else store.reclaim(1 + random.below(tidyEvery * RECLAIMED_BYTES_MOST), ended);
  }
}

function machineOptions(host: ResidentHost): EngineMachineOptions<RegisterStore> {
  return {
    engine: engineOf(host, ENGINE, host.engineFileBytes),
    snapshots: SNAPSHOTS,
    group: host.group,
    open: (engine, origin, done) => {
      RegisterStore.open(engine, origin, done);
    },
    became: (store) => {
      reached(host, store);
    },
    seals: () => host.random.chance(1, 2),
    lendsEarly: () => host.random.chance(1, 2),
    happened: (what) => {
      host.happened(what);
    },
  };
}

function reached(host: ResidentHost, store: RegisterStore): void {
  host.reached(store.applied, store.digest);
}
