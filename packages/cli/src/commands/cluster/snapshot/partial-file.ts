import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { ExitCode } from "../../../frame/exit-code.js";
import { Failure } from "../../../frame/failure.js";

/** A file that bears its name only once all of it is there and durable; whatever goes wrong before leaves nothing behind. */
export class PartialFile implements AsyncDisposable {
  readonly #path: string;
  readonly #partial: string;
  readonly #file: FileHandle;

  private constructor(path: string, partial: string, file: FileHandle) {
    this.#path = path;
    this.#partial = partial;
    this.#file = file;
  }

  /** Beside the place where it will be. What a process that was killed left there is written over. */
  static async open(path: string): Promise<PartialFile> {
    const partial = `${path}.part`;
    const file = await open(partial, "w", 0o600).catch((error: unknown) => {
      throw new Failure(`could not open ${partial} (${(error as Error).message})`, ExitCode.interrupted);
    });
    return new PartialFile(path, partial, file);
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#writing(this.#file.writeFile(bytes));
  }

  /** It is whole. */
  async finish(): Promise<void> {
    await this.#writing(this.#file.sync());
    await this.#writing(this.#file.close());
    await this.#writing(rename(this.#partial, this.#path));
    await this.#writing(syncDirectory(dirname(this.#path)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#partial, { force: true });
  }

  async #writing(done: Promise<void>): Promise<void> {
    await done.catch((error: unknown) => {
      const advice = "Make room there, or name a file elsewhere.";
      throw new Failure(`could not write ${this.#path} (${(error as Error).message})`, ExitCode.interrupted, advice);
    });
  }
}

/** The name is as durable as the file. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
