import { randomBytes } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import { hostname } from "node:os";
import { systemCode } from "./system-error.js";

/** Sockets that are not listening yet, and those that are. */
const NEW = /^lock-new-[0-9a-f]{16}$/;
const LIVE = /^lock-[0-9a-f]{16}$/;

/** A process that does not answer for so long may be stopped, and is there all the same. */
const ANSWER_MS_MAX = 5_000;

/** A holder answers at once. Whoever gives way to another claim listens for this long whether it holds the lock, to say so. */
const GIVING_WAY_MS = 500;

/** What a holder says of itself is shown to people; more than this is not read. */
const HOLDER_LENGTH_MAX = 200;

/** Another process works in the directory. */
export class DirectoryInUse extends Error {
  override readonly name = "DirectoryInUse";
  readonly code = "DIRECTORY_IN_USE";

  constructor(directory: string, holder: string) {
    super(
      `${directory} is in use by ${holder}. Stop it first, or give this process a data directory of its own; there is ` +
        "nothing to delete, for the lock of a process that has ended does not count.",
    );
  }
}

export interface DirectoryLock {
  /** Gives the directory to others. */
  release(finish: () => void): void;
}

export type LockOutcome =
  { readonly error: undefined; readonly value: DirectoryLock } | { readonly error: Error; readonly value?: undefined };

/**
 * Locks a directory that exists, for this process alone: against any other on this machine, in whatever container, and
 * for no longer than it lives, because what holds the lock is a socket on which it listens.
 */
export function lockDirectory(directory: string, done: (outcome: LockOutcome) => void): void {
  fs.open(directory, fs.constants.O_RDONLY + fs.constants.O_DIRECTORY, (error, descriptor) => {
    if (error === null) new Claim(directory, descriptor, done);
    else done({ error });
  });
}

/**
 * Each claim listens on a socket of its own, with a name by chance that is never used again: so a socket on which nobody
 * listens can be removed without a race. It gets its name only once it listens. Then the claim looks for others, and
 * gives way to one that holds the lock; of two that do not yet, the one with the higher name gives way, and the other
 * waits until it has, or has found the lock free. Of two holders the later one would have seen the earlier one.
 */
class Claim implements DirectoryLock {
  readonly #directory: string;
  readonly #descriptor: number;
  /** The path itself might be too long for a socket; where the system has it, the way through the descriptor is short. */
  readonly #way: string;
  readonly #done: (outcome: LockOutcome) => void;
  readonly #name = `lock-${randomBytes(8).toString("hex")}`;
  readonly #server = net.createServer();
  /** Those who wait to hear what becomes of this claim. */
  readonly #waiting = new Set<net.Socket>();
  #isNamed = false;
  #isHeld = false;
  #isLost = false;

  constructor(directory: string, descriptor: number, done: (outcome: LockOutcome) => void) {
    this.#directory = directory;
    this.#descriptor = descriptor;
    const short = `/proc/self/fd/${descriptor}`;
    this.#way = fs.existsSync(short) ? short : directory;
    this.#done = done;
    const unheard = this.#name.replace("lock-", "lock-new-");
    this.#server.on("connection", (socket) => this.#onConnection(socket));
    this.#server.on("error", (error) => this.#lose(error));
    this.#server.listen({ path: this.#path(unheard), exclusive: true }, () => {
      fs.rename(this.#path(unheard), this.#path(this.#name), (error) => {
        this.#isNamed = error === null;
        // A holder took the name away while this claim was about to show it: who that is it can still say.
        if (error === null || systemCode(error) === "ENOENT") this.#look();
        else this.#lose(error);
      });
    });
    // A lock keeps no process alive.
    this.#server.unref();
  }

  release(finish: () => void): void {
    fs.unlink(this.#path(this.#name), () => {
      for (const socket of this.#waiting) socket.destroy();
      this.#server.close(() => fs.close(this.#descriptor, () => finish()));
    });
  }

  #path(name: string): string {
    return `${this.#way}/${name}`;
  }

  #onConnection(socket: net.Socket): void {
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#waiting.delete(socket));
    this.#waiting.add(socket);
    if (this.#isHeld) tellHeld(socket);
  }

  #look(): void {
    fs.readdir(this.#path(""), (error, names) => {
      if (error !== null) {
        this.#lose(error);
        return;
      }
      this.#ask(names.filter((name) => LIVE.test(name) && name !== this.#name).sort());
    });
  }

  /** One after the other; those with lower names first, for they decide at once. */
  #ask([other, ...rest]: readonly string[]): void {
    if (other === undefined) {
      if (this.#isNamed) this.#win();
      else this.#lose(new DirectoryInUse(this.#directory, "another process"));
      return;
    }
    askClaim(this.#path(other), other > this.#name, (holder) => {
      if (holder !== undefined) this.#lose(new DirectoryInUse(this.#directory, holder));
      else this.#ask(rest);
    });
  }

  #win(): void {
    this.#isHeld = true;
    for (const socket of this.#waiting) tellHeld(socket);
    this.#done({ error: undefined, value: this });
    this.#removeUnheard();
  }

  /** Of processes that ended before they listened. One that still wants to would find the lock held. */
  #removeUnheard(): void {
    fs.readdir(this.#path(""), (_, names: string[] | undefined) => {
      for (const name of names ?? []) if (NEW.test(name)) fs.unlink(this.#path(name), () => undefined);
    });
  }

  #lose(error: Error): void {
    if (this.#isHeld || this.#isLost) return;
    this.#isLost = true;
    this.release(() => this.#done({ error }));
  }
}

function tellHeld(socket: net.Socket): void {
  socket.end(`process ${process.pid} on ${hostname()}`);
}

/** Says who is there, or undefined if nobody is, or nobody any more. */
function askClaim(path: string, waits: boolean, done: (holder: string | undefined) => void): void {
  let said = "";
  let isOver = false;
  const socket = net.connect({ path });
  const end = (holder: string | undefined): void => {
    if (isOver) return;
    isOver = true;
    socket.destroy();
    done(holder);
  };
  socket.setEncoding("utf8");
  if (waits) socket.setTimeout(ANSWER_MS_MAX, () => end("a process that does not answer"));
  else socket.setTimeout(GIVING_WAY_MS, () => end("another process that is starting"));
  socket.on("data", (text: string) => {
    said += text;
    if (said.length > HOLDER_LENGTH_MAX) end(said.slice(0, HOLDER_LENGTH_MAX));
  });
  socket.on("end", () => end(said === "" ? undefined : said));
  socket.on("error", (error) => {
    const code = String(systemCode(error));
    if (code === "ECONNREFUSED") fs.unlink(path, () => end(undefined));
    else if (code === "ENOENT" || code === "ECONNRESET") end(undefined);
    else end(`another process (${code})`);
  });
}
