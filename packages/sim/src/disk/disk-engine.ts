import { DiskError, type DiskErrorCode, type DiskOperation, type Done, type Outcome } from "@keyval/storage";
import type { SeededRandom } from "../random.js";
import type { Scheduler } from "../scheduler.js";
import { draw, type Distribution } from "../world/distribution.js";
import type { DiskObserver } from "./disk-event.js";
import type { DiskFaults } from "./disk-faults.js";

/** A call as the disk carries it out. */
export interface Work<T> {
  readonly operation: DiskOperation;
  readonly path: string;
  readonly takes: Distribution;
  /** What it moves between disk and memory. */
  readonly bytes: number;
  /** Happens at the end of that time. */
  readonly run: () => Outcome<T>;
  /** Happens instead if it fails, or if a crash comes first: any part of what `run` would have done. */
  readonly spoil: (cause: "error" | "crash") => void;
}

type Call = Pick<Work<unknown>, "operation" | "path">;

/** A failure ordered for the next call of its kind. */
export interface OrderedFailure {
  readonly operation: DiskOperation;
  /** Any path if undefined. */
  readonly path?: string;
  readonly code: DiskErrorCode;
}

/** Carries out calls in virtual time: how long each takes, in what order they end, which fail, and what a crash stops. */
export class DiskEngine {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly observe: DiskObserver;
  faults: DiskFaults;
  /** Counts crashes: what was opened before one is gone. */
  life = 0;
  readonly #ordered: OrderedFailure[] = [];
  readonly #underWay = new Set<Work<unknown>>();
  /** Until then the disk moves the bytes of earlier calls. */
  #busyUntil = 0;

  constructor(scheduler: Scheduler, random: SeededRandom, faults: DiskFaults, observe: DiskObserver) {
    this.scheduler = scheduler;
    this.random = random;
    this.faults = faults;
    this.observe = observe;
  }

  submit<T>(work: Work<T>, done: Done<T>): void {
    const failure = this.#failureOf(work);
    const { life } = this;
    this.#underWay.add(work);
    this.scheduler.after(this.#delayOf(work), () => {
      if (life !== this.life) return;
      this.#underWay.delete(work);
      if (failure === undefined) {
        done(work.run());
        return;
      }
      work.spoil("error");
      this.observe(failure === "ENOSPC" ? "ENOSPC" : "EIO", work.path);
      done({ error: new DiskError(failure, work.operation, work.path, "a fault of the simulated disk") });
    });
  }

  /** Why a call that is answered at once fails, if it does. */
  failNow(operation: DiskOperation, path: string): DiskError | undefined {
    const failure = this.#failureOf({ operation, path });
    if (failure === undefined) return undefined;
    this.observe("EIO", path);
    return new DiskError(failure, operation, path, "a fault of the simulated disk");
  }

  /** Answers a call that is wrong by itself, whatever state the disk is in. */
  refuse<T>(error: DiskError, done: Done<T>): void {
    const { life } = this;
    this.scheduler.after(0, () => {
      if (life === this.life) done({ error });
    });
  }

  failNext(failure: OrderedFailure): void {
    this.#ordered.push(failure);
  }

  forgetFailures(): void {
    this.#ordered.length = 0;
  }

  /** No callback comes any more. What was under way may have happened in part. */
  crash(): void {
    this.life++;
    this.#busyUntil = 0;
    this.forgetFailures();
    for (const work of this.#underWay) work.spoil("crash");
    this.#underWay.clear();
  }

  #delayOf({ takes, bytes, path }: Work<unknown>): number {
    const { now } = this.scheduler;
    const { bytesPerMillisecond, stallsPerMillion, stallMost } = this.faults;
    let begin = Math.max(now, this.#busyUntil);
    if (this.#happens(stallsPerMillion)) {
      begin += this.random.below(stallMost + 1);
      this.observe("stall", path);
    }
    this.#busyUntil = begin + Math.floor((bytes * 1000) / bytesPerMillisecond);
    return this.#busyUntil - now + draw(takes, this.random);
  }

  #failureOf(work: Call): DiskErrorCode | undefined {
    const ordered = this.#ordered.length === 0 ? undefined : this.#takeOrdered(work);
    return ordered?.code ?? (this.#happens(this.faults.errorsPerMillion) ? "EIO" : undefined);
  }

  #takeOrdered({ operation, path }: Call): OrderedFailure | undefined {
    const isMeant = (failure: OrderedFailure): boolean =>
      failure.operation === operation && (failure.path ?? path) === path;
    const position = this.#ordered.findIndex(isMeant);
    return position === -1 ? undefined : this.#ordered.splice(position, 1)[0];
  }

  #happens(perMillion: number): boolean {
    return perMillion > 0 && this.random.chance(perMillion, 1_000_000);
  }
}
