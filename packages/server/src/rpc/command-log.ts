import { CommandLogReadResponse, type CommandLogReadRequest, type ErrorName } from "@keyval/api";
import type { Entry } from "@keyval/raft";
import { logLine } from "@keyval/statemachine/command-log";
import type { EntryRange, LogDone } from "@keyval/storage";
import type { Clock, Group, Timer } from "../node/index.js";
import type { StreamSink } from "./call.js";

export interface CommandLogOptions {
  readonly group: Pick<Group, "status">;
  readonly clock: Pick<Clock, "after">;
  /** The index that this member has applied last. */
  readonly applied: () => number;
  /** Answers in a later turn, with no entries where the first one is not kept any more. */
  readonly readLog: (range: Omit<EntryRange, "group">, done: LogDone<readonly Entry[]>) => void;
}

/** Of all clients of a member. */
const READERS_MAX = 16;

/** Read from the disk and made into lines in one turn, unless one entry is larger. */
const SLICE_BYTES = 64 * 1024;

/** How soon somebody who follows is told of what is new. */
const FOLLOW_MS = 100;

/** The service CommandLog: what this member has applied, for people who look for what happened. */
export class CommandLogHandlers {
  readonly #options: CommandLogOptions;
  #readers = 0;

  constructor(options: CommandLogOptions) {
    this.#options = options;
  }

  /** Undefined, and the call refused, if there are too many already. */
  read(request: CommandLogReadRequest, sink: StreamSink): CommandLogReading | undefined {
    if (this.#readers >= READERS_MAX) {
      sink.fail("tooManyRequests");
      return undefined;
    }
    this.#readers += 1;
    return new CommandLogReading(this.#options, request, sink, () => (this.#readers -= 1));
  }
}

/** The log on its way to a client, slice by slice as that takes it. */
export class CommandLogReading {
  readonly #options: CommandLogOptions;
  readonly #sink: StreamSink;
  readonly #closed: () => void;
  readonly #last: number;
  readonly #follows: boolean;
  #next: number;
  #timer: Timer | undefined;
  #isReading = false;
  #isPaused = false;
  #isClosed = false;

  constructor(
    options: CommandLogOptions,
    { first, last, follow }: CommandLogReadRequest,
    sink: StreamSink,
    closed: () => void,
  ) {
    this.#options = options;
    this.#sink = sink;
    this.#closed = closed;
    this.#next = Math.max(first, options.group.status.base + 1);
    this.#last = last === 0 ? Infinity : last;
    this.#follows = follow;
    this.#go();
  }

  resume(): void {
    this.#isPaused = false;
    this.#go();
  }

  /** It may be over before whoever opened it has got it. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#closed();
  }

  #go(): void {
    if (this.#isReading || this.#isPaused || this.#isClosed) return;
    const last = Math.min(this.#last, this.#options.applied());
    if (this.#next > last) {
      this.#wait();
      return;
    }
    this.#isReading = true;
    this.#options.readLog({ from: this.#next, last, bytesMax: SLICE_BYTES }, ({ error, value: entries }) => {
      this.#isReading = false;
      if (this.#isClosed) return;
      if (error !== undefined) this.#fail(reasonOf(error));
      else if (entries.length === 0) this.#fail("logReleased");
      else this.#send(entries);
    });
  }

  #wait(): void {
    this.#timer?.cancel();
    if (this.#follows && this.#next <= this.#last) {
      this.#timer = this.#options.clock.after(FOLLOW_MS, () => this.#go());
      return;
    }
    this.close();
    this.#sink.end();
  }

  #fail(reason: ErrorName): void {
    this.close();
    this.#sink.fail(reason);
  }

  #send(entries: readonly Entry[]): void {
    this.#next += entries.length;
    this.#isPaused = !this.#sink.send(CommandLogReadResponse.encode({ lines: entries.map(lineOf) }));
    this.#go();
  }
}

function lineOf({ index, term, kind, payload }: Entry): string {
  return logLine({ index, term, payload: kind === "command" ? payload : undefined });
}

/** The process stops, or the disk can not be read. */
function reasonOf({ name }: Error): ErrorName {
  return name === "WalClosed" ? "stopped" : "corrupt";
}
