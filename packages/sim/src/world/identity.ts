import { Reader, Writer } from "@keyval/raft/varint";
import type { Pins } from "@keyval/server/node";
import type { Disk, Done } from "@keyval/storage";
import { readWhole, replaceFile } from "./small-file.js";

const FILE = "identity";

/** Who a data directory belongs to, in which of its lives, and whom it has met. */
export class Identity implements Pins {
  readonly #disk: Disk;
  readonly incarnation: string;
  readonly #known: Map<string, string>;
  /** What is being written down. */
  readonly #pending = new Map<string, string>();
  /** Who waits for the file to be written again, now that it is being written. */
  #waiting: Done[] = [];
  #isSaving = false;

  private constructor(disk: Disk, incarnation: string, known: Map<string, string>) {
    this.#disk = disk;
    this.incarnation = incarnation;
    this.#known = known;
  }

  /** Reads who this is, or, on an empty disk, becomes somebody new. */
  static open(disk: Disk, fresh: string, done: Done<Identity>): void {
    readWhole(disk, FILE, ({ error, value }) => {
      if (error !== undefined) {
        done({ error });
      } else if (value === undefined) {
        const identity = new Identity(disk, fresh, new Map());
        identity.#save((saved) => {
          done(saved.error === undefined ? { error: undefined, value: identity } : saved);
        });
      } else {
        done({ error: undefined, value: Identity.#decode(disk, value) });
      }
    });
  }

  get known(): ReadonlyMap<string, string> {
    return this.#known;
  }

  pin(member: string, incarnation: string, done: Done): void {
    this.#pending.set(member, incarnation);
    this.#save((outcome) => {
      this.#pending.delete(member);
      if (outcome.error === undefined) this.#known.set(member, incarnation);
      done(outcome);
    });
  }

  /** One write of the file at a time; all that came meanwhile share the next. */
  #save(done: Done): void {
    this.#waiting.push(done);
    if (this.#isSaving) return;
    const served = this.#waiting;
    this.#waiting = [];
    this.#isSaving = true;
    replaceFile(this.#disk, FILE, this.#encode(), (outcome) => {
      this.#isSaving = false;
      for (const one of served) one(outcome);
      const [next, ...rest] = this.#waiting;
      if (next === undefined) return;
      this.#waiting = rest;
      this.#save(next);
    });
  }

  #encode(): Uint8Array {
    const writer = new Writer();
    writer.text(this.incarnation);
    const all = new Map([...this.#known, ...this.#pending]);
    writer.number(all.size);
    for (const [member, incarnation] of all) {
      writer.text(member);
      writer.text(incarnation);
    }
    return writer.bytes();
  }

  static #decode(disk: Disk, bytes: Uint8Array): Identity {
    const reader = new Reader(bytes);
    const incarnation = reader.text();
    const known = new Map<string, string>();
    for (let left = reader.count(); left > 0; left--) known.set(reader.text(), reader.text());
    return new Identity(disk, incarnation, known);
  }
}
