import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { DiskError } from "@keyval/storage";
import type { Pins } from "../node/index.js";

const FILE = "peers.json";

/** Which incarnation of each member was met first, in a small file of the data directory that is replaced as a whole. */
export class PinsFile implements Pins {
  readonly #directory: string;
  readonly #known: Map<string, string>;
  /** Writes follow each other, or an older content could replace a newer one. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(directory: string, known: Map<string, string>) {
    this.#directory = directory;
    this.#known = known;
  }

  static async open(directory: string): Promise<PinsFile> {
    const text = await readFile(join(directory, FILE), "utf8").catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return "{}";
      throw error;
    });
    return new PinsFile(directory, new Map(Object.entries(parsed(join(directory, FILE), text))));
  }

  get known(): ReadonlyMap<string, string> {
    return this.#known;
  }

  pin(member: string, incarnation: string, done: Parameters<Pins["pin"]>[2]): void {
    const content = Object.fromEntries([...this.#known, [member, incarnation]]);
    const written = this.#writing.then(() => replace(this.#directory, `${JSON.stringify(content)}\n`));
    this.#writing = written.catch(() => undefined);
    written.then(
      () => {
        this.#known.set(member, incarnation);
        done({ error: undefined, value: undefined });
      },
      (error: unknown) => {
        done({ error: new DiskError("EIO", "write", FILE, error instanceof Error ? error.message : String(error)) });
      },
    );
  }
}

function parsed(path: string, text: string): Readonly<Record<string, string>> {
  try {
    const content: unknown = JSON.parse(text);
    const isMap = typeof content === "object" && content !== null;
    if (isMap && Object.values(content).every((value) => typeof value === "string")) {
      return content as Record<string, string>;
    }
  } catch {
    // What is said below is true of it as well.
  }
  throw new Error(
    `${path} is damaged: restore it from a backup, or remove this member from the cluster and add it again`,
  );
}

/** The old content or the new one is there, whenever the machine stops. */
async function replace(directory: string, text: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const draft = join(directory, `${FILE}.new`);
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(directory, FILE));
  const folder = await open(directory, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
