import { randomUUID } from "node:crypto";
import { type FileHandle, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ExitCode } from "../../../frame/exit-code.js";
import { Failure } from "../../../frame/failure.js";

/** What stands behind the name of a partial file that is whole. */
const OWN = /^-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** A file that bears its name only once all of it is there and durable; whatever goes wrong before leaves nothing behind. */
export class PartialFile implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  /** Where it is by now. */
  #partial: string;

  private constructor(path: string, partial: string, file: FileHandle) {
    this.#path = path;
    this.#partial = partial;
    this.#file = file;
  }

  /**
   * Beside the place where it will be. It takes the place of what processes that were killed left there; where one still
   * writes, that one finds out in the end, and neither gets the other's bytes.
   */
  static async open(path: string): Promise<PartialFile> {
    const partial = `${path}.part`;
    const opened = removeParts(partial).then(() => open(partial, "wx", 0o600));
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
    if (!(await this.#isAt(this.#partial))) throw this.#isAnothers();
    // First to a name that nobody else gives: what is renamed may be another one's by now.
    const whole = `${this.#partial}-${randomUUID()}`;
    await this.#writing(rename(this.#partial, whole));
    if (!(await this.#isAt(whole))) {
      await this.#writing(rename(whole, this.#partial));
      throw this.#isAnothers();
    }
    this.#partial = whole;
    await this.#writing(rename(whole, this.#path));
    await this.#writing(syncDirectory(dirname(this.#path)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const isOwn = await this.#isAt(this.#partial);
    await this.#file.close().catch(() => undefined);
    if (isOwn) await rm(this.#partial, { force: true });
  }

  async #isAt(path: string): Promise<boolean> {
    const [own, there] = await Promise.all([this.#file.stat(), stat(path).catch(() => undefined)]);
    return own.dev === there?.dev && own.ino === there.ino;
  }

  #isAnothers(): Failure {
    const advice = "Save one after the other, or under names of their own.";
    return new Failure(`somebody else saves to ${this.#path}, too`, ExitCode.interrupted, advice);
  }

  async #writing(done: Promise<void>): Promise<void> {
    await done.catch((error: unknown) => {
      // Whoever began later has taken it away.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") throw this.#isAnothers();
      const advice = "Make room there, or name a file elsewhere.";
      throw new Failure(`could not write ${this.#path} (${(error as Error).message})`, ExitCode.interrupted, advice);
    });
  }
}

/** Takes away what others have written beside a file, whole or not. What a person has named looks otherwise. */
async function removeParts(partial: string): Promise<void> {
  const [folder, name] = [dirname(partial), basename(partial)];
  // Who may not look into the folder may write there all the same.
  const there = await readdir(folder).catch(() => []);
  const whole = there.filter((each) => each.startsWith(name) && OWN.test(each.slice(name.length)));
  await Promise.all([name, ...whole].map((part) => rm(join(folder, part), { force: true })));
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
