import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const FILE = "quarantined";

const TEXT = `The state of this member differed from that of a majority. It serves nobody until it was compared anew, or filled again,
and then this file goes.
`;

/**
 * Says in the data directory that its state is not the majority's, so that a member that is started again does not forget it. It
 * is written while everything waits: clients are to be answered by nobody in between, and it hardly ever happens.
 */
export class QuarantineMark {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  get isThere(): boolean {
    return existsSync(join(this.#directory, FILE));
  }

  make(): void {
    const file = openSync(join(this.#directory, FILE), "w", 0o600);
    try {
      writeSync(file, TEXT);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    this.#sync();
  }

  remove(): void {
    rmSync(join(this.#directory, FILE), { force: true });
    this.#sync();
  }

  #sync(): void {
    const folder = openSync(this.#directory, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }
}
