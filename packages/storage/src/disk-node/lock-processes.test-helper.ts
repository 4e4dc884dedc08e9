import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Holder {
  readonly child: ChildProcess;
  /** What it says of the lock. */
  readonly said: Promise<string>;
  end(signal?: NodeJS.Signals): Promise<void>;
}

const children = new Set<ChildProcess>();

/** What a failed test left running would keep its file from ending. */
export function killHolders(): void {
  for (const child of children) child.kill("SIGKILL");
}

/** Starts a process that wants the lock. */
export function startHolder(directory: string): Holder {
  const main = fileURLToPath(new URL("./lock-holder.test-helper.js", import.meta.url));
  const child = spawn(process.execPath, [main, directory], { stdio: ["pipe", "pipe", "inherit"] });
  children.add(child);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => children.delete(child));
  const said = new Promise<string>((resolve) => {
    let text = "";
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (piece: string) => {
      text += piece;
      if (text.endsWith("\n")) resolve(text.trim());
    });
    child.once("exit", () => resolve(`ended, ${text}`));
  });
  const end = async (signal?: NodeJS.Signals): Promise<void> => {
    if (signal === undefined) child.stdin.end();
    else child.kill(signal);
    return ended;
  };
  return { child, said, end };
}

/** So many at once; says which of them have the lock. */
export async function race(directory: string, count: number): Promise<{ all: Holder[]; winners: Holder[] }> {
  const all = Array.from({ length: count }, () => startHolder(directory));
  const said = await Promise.all(all.map(async (holder) => holder.said));
  return { all, winners: all.filter((_, i) => said[i] === "has it") };
}
