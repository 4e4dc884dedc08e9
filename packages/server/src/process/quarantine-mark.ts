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
  readonly #directory: string | undefined;

  /** Without a directory there is nobody who could be started again and forget. */
  constructor(directory: string | undefined) {
    this.#directory = directory;
  }

  get isThere(): boolean {
    return this.#directory !== undefined && existsSync(join(this.#directory, FILE));
  }

  make(): void {
    if (this.#directory === undefined) return;
    const file = openSync(join(this.#directory, FILE), "w", 0o600);
    try {
      writeSync(file, TEXT);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    syncFolder(this.#directory);
  }

  remove(): void {
    if (this.#directory === undefined) return;
    rmSync(join(this.#directory, FILE), { force: true });
    syncFolder(this.#directory);
  }
}

function syncFolder(directory: string): void {
  const folder = openSync(directory, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
