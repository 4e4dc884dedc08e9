import type { Disk, DiskError, File, Outcome } from "../disk.js";
import { RESERVE_PARTS } from "../limits.js";

export interface ReserveOptions {
  readonly disk: Disk;
  /** The file that holds the space. */
  readonly path: string;
  /**
   * What all that is promised may still take elsewhere: as much as the log can hold that is not yet where it belongs, once
   * nothing new is let in.
   */
  readonly bytes: number;
  /** Some of the space was given up, or all of it is there again. */
  readonly changed: (isWhole: boolean) => void;
}

/**
 * Space that is held back by a file, to be given up when the disk is full: what was promised already must still find room
 * in the engines' files. Nothing new is let in before it is whole again: the log begins no other segment meanwhile.
 */
export class Reserve {
  readonly #options: ReserveOptions;
  readonly #file: File;
  #size: number;
  #isBusy = false;
  readonly #waiting: (() => void)[] = [];

  private constructor(options: ReserveOptions, file: File, size: number) {
    this.#options = options;
    this.#file = file;
    this.#size = size;
  }

  /** Takes the space, if there is so much. */
  static open(options: ReserveOptions, done: (outcome: Outcome<Reserve>) => void): void {
    options.disk.open(options.path, "any", ({ error, value: file }) => {
      if (error !== undefined) {
        done({ error });
        return;
      }
      file.size(({ error, value: size }) => {
        if (error !== undefined) {
          file.close(() => done({ error }));
          return;
        }
        const reserve = new Reserve(options, file, size);
        reserve.restore((error) => {
          if (error === undefined || error.code === "ENOSPC") done({ error: undefined, value: reserve });
          else file.close(() => done({ error }));
        });
      });
    });
  }

  get isWhole(): boolean {
    return this.#size >= this.#options.bytes;
  }

  /** Gives up a part, and says whether there was one. */
  giveUp(done: (hasGiven: boolean) => void): void {
    this.#alone((end) => {
      const before = this.#size;
      const part = Math.ceil(this.#options.bytes / RESERVE_PARTS);
      const size = Math.max(0, before - part);
      this.#file.truncate(size, ({ error }) => {
        if (error === undefined) this.#resized(size);
        end();
        done(error === undefined && size < before);
      });
    });
  }

  /** Takes what is missing again, if there is room for it. */
  restore(done: (error: DiskError | undefined) => void): void {
    this.#alone((end) => {
      this.#file.allocate(this.#options.bytes, ({ error }) => {
        if (error === undefined) this.#resized(Math.max(this.#size, this.#options.bytes));
        end();
        done(error);
      });
    });
  }

  close(done: () => void): void {
    this.#alone(() => this.#file.close(() => done()));
  }

  /** One change of the file after the other. */
  #alone(change: (end: () => void) => void): void {
    const begin = (): void => {
      this.#isBusy = true;
      change(() => {
        this.#isBusy = false;
        this.#waiting.shift()?.();
      });
    };
    if (this.#isBusy) this.#waiting.push(begin);
    else begin();
  }

  #resized(size: number): void {
    const wasWhole = this.isWhole;
    this.#size = size;
    if (this.isWhole !== wasWhole) this.#options.changed(this.isWhole);
  }
}
