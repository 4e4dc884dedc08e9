import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
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

  /**
   * Beside the place where it will be. It takes the place of what a process that was killed left there; where one still
   * writes, that one finds out in the end, and neither gets the other's bytes.
   */
  static async open(path: string): Promise<PartialFile> {
    const partial = `${path}.part`;
    const opened = rm(partial, { force: true }).then(() => open(partial, "wx", 0o600));
    const file = await opened.catch((error: unknown) => {
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
    if (!(await this.#isInPlace())) {
      const advice = "Save one after the other, or under names of their own.";
      throw new Failure(`somebody else saves to ${this.#path}, too`, ExitCode.interrupted, advice);
    }
    await this.#writing(this.#file.close());
    await this.#writing(rename(this.#partial, this.#path));
    await this.#writing(syncDirectory(dirname(this.#path)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const isInPlace = await this.#isInPlace().catch(() => false);
    await this.#file.close().catch(() => undefined);
    if (isInPlace) await rm(this.#partial, { force: true });
  }

  async #isInPlace(): Promise<boolean> {
    const [own, there] = await Promise.all([this.#file.stat(), stat(this.#partial).catch(() => undefined)]);
    return own.dev === there?.dev && own.ino === there.ino;
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
