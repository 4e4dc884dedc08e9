import { decodeEntry, encodeEntry, type EntryHeader, type ErrorName, kindOf, type Origin } from "@keyval/api";
import { NOBODY } from "@keyval/raft";
import type { Timer } from "./clock.js";
import type { Group } from "./group.js";
import type { SubmissionMeter } from "./submission-meter.js";
import { LEADERLESS_RETRY_MS, SUBMITTED_BYTES_MAX, TIMEOUT_CHECK_MS } from "./limits.js";
import type { ProposalOutcome } from "./outcome.js";
import { RisingMap } from "./rising-map.js";
import type { Forwarder, ForwardAnswer, Submitted, SubmitDone } from "./submission.js";

export interface SubmissionsOptions {
  readonly group: Pick<Group, "isLeader" | "leader" | "memberOf" | "propose" | "read">;
  readonly forwarder: Pick<Forwarder, "forward">;
  /** Names this run of the process. */
  readonly run: number;
  /** After so long a command, or a read, is given up. */
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly after: (milliseconds: number, run: () => void) => Timer;
  /** What the leader adds to a command before it proposes it; undefined if it can not yet. */
  readonly stamped: (entry: Uint8Array) => Uint8Array | undefined;
  /** Whether every member knows commands of this kind: no other is sent or proposed. */
  readonly isKnownToAll: (kind: number) => boolean;
  readonly meter?: SubmissionMeter;
}

interface Submission {
  readonly number: number;
  readonly kind: number;
  /** As the meter has it. */
  readonly began: number;
  readonly deadline: number;
  readonly done: SubmitDone;
  /** As it was sent last; who waits for it elsewhere than at the leader is named in it. */
  entry: Uint8Array;
  hasOrigin: boolean;
}

interface Read {
  readonly number: number;
  readonly began: number;
  readonly deadline: number;
  readonly done: (error: ErrorName | undefined) => void;
}

/**
 * Commands of this member's clients, on their way through the log, and reads that wait for the leader's word. The leader
 * proposes them; any other member sends them to the leader and answers after its own apply, which it recognises by the
 * command's origin. What certainly has no effect is tried again until its time is over; what may have one never is.
 */
export class Submissions {
  readonly #options: SubmissionsOptions;
  readonly #open = new RisingMap<Submission>();
  readonly #reads = new RisingMap<Read>();
  #counted = 0;
  #asked = 0;
  #bytes = 0;
  #timer: Timer | undefined;

  constructor(options: SubmissionsOptions) {
    this.#options = options;
  }

  /** Commands that have not been answered. */
  get count(): number {
    return this.#open.size;
  }

  /** What they take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The body is copied. */
  submit(header: EntryHeader, body: Uint8Array, done: SubmitDone): void {
    const { group, now, timeoutMs, meter, isKnownToAll } = this.#options;
    if (!isKnownToAll(header.kind)) {
      this.#later(done, "awaitsUpgrade");
      return;
    }
    if (this.#bytes + body.length > SUBMITTED_BYTES_MAX) {
      this.#later(done, "tooManyRequests");
      return;
    }
    this.#counted += 1;
    const hasOrigin = !group.isLeader;
    const entry = encodeEntry(hasOrigin ? this.#named(header, this.#counted) : header, body);
    const began = meter?.began() ?? 0;
    const deadline = now() + timeoutMs;
    const submission = { number: this.#counted, kind: header.kind, began, deadline, done, entry, hasOrigin };
    this.#open.set(submission.number, submission);
    this.#bytes += entry.length;
    this.#timer ??= this.#watch();
    this.#send(submission);
  }

  /**
   * A leader's own command, which nobody proposes in its place: it may carry what only its term's leader can know, the time
   * say. `notLeader` if it certainly has no effect.
   */
  submitAsLeader(header: EntryHeader, body: Uint8Array, done: SubmitDone): void {
    if (!this.#options.isKnownToAll(header.kind)) {
      this.#later(done, "awaitsUpgrade");
      return;
    }
    this.#options.group.propose(encodeEntry(header, body), (outcome) => {
      if (outcome.kind === "applied") done({ error: undefined, result: outcome.result });
      else done({ error: outcome.kind === "unknown" ? "timeoutLeaderFailed" : "notLeader" });
    });
  }

  /**
   * Calls back once this member shows every write that was acknowledged, anywhere, before the call. One without space for its log, or
   * cut off from the leader, may not for a long time.
   */
  confirm(done: (error: ErrorName | undefined) => void): void {
    const { now, timeoutMs, meter } = this.#options;
    this.#asked += 1;
    const read = { number: this.#asked, began: meter?.began() ?? 0, deadline: now() + timeoutMs, done };
    this.#reads.set(read.number, read);
    this.#timer ??= this.#watch();
    this.#ask(read);
  }

  /**
   * Another member sends a command of its clients, because this one leads. Its answer tells of itself, not of the result. A kind
   * that only the other one knows to be known to all will be so here, too, once this one has applied as much.
   */
  forwarded(entry: Uint8Array, done: (answer: ForwardAnswer) => void): void {
    const { group, stamped, after, isKnownToAll } = this.#options;
    const stampedEntry = group.isLeader && isKnownToAll(kindOf(entry)) ? stamped(entry) : undefined;
    if (stampedEntry === undefined) {
      after(0, () => {
        done("refused");
      });
      return;
    }
    group.propose(stampedEntry, (outcome) => {
      if (outcome.kind !== "refused") done(outcome.kind);
      else done(outcome.why === "tooManyUncommittedBytes" ? "busy" : "refused");
    });
  }

  /** A command of some member was applied here. */
  applied(origin: Origin, result: unknown): void {
    if (origin.run === this.#options.run) this.#end(origin.number, { error: undefined, result });
  }

  /** The process ends: whoever waits is told. */
  stop(): void {
    this.#timer?.cancel();
    for (const { number } of this.#open.all()) this.#end(number, { error: "stopped" });
    for (const { number } of this.#reads.all()) this.#answer(number, "stopped");
  }

  #named(header: EntryHeader, number: number): EntryHeader {
    return { ...header, origin: { run: this.#options.run, number } };
  }

  #send(submission: Submission): void {
    const { group, forwarder, now } = this.#options;
    if (group.isLeader) {
      this.#propose(submission);
      return;
    }
    const member = group.memberOf(group.leader);
    if (member === undefined) {
      this.#again(submission);
      return;
    }
    if (!submission.hasOrigin) this.#addOrigin(submission);
    forwarder.forward(member, submission.entry, submission.deadline - now(), (answer) => {
      this.#forwarded(submission, answer);
    });
  }

  #propose(submission: Submission): void {
    const entry = this.#options.stamped(submission.entry);
    if (entry === undefined) {
      this.#again(submission);
      return;
    }
    this.#options.group.propose(entry, (outcome) => {
      this.#proposed(submission, outcome);
    });
  }

  /** This member led when the command came, and does not any more. */
  #addOrigin(submission: Submission): void {
    const { header, body } = decodeEntry(submission.entry);
    this.#bytes -= submission.entry.length;
    submission.entry = encodeEntry(this.#named(header, submission.number), body);
    submission.hasOrigin = true;
    this.#bytes += submission.entry.length;
  }

  #proposed(submission: Submission, outcome: ProposalOutcome): void {
    const { number } = submission;
    if (outcome.kind === "applied") this.#end(number, { error: undefined, result: outcome.result });
    else if (outcome.kind === "unknown") this.#end(number, { error: "timeoutLeaderFailed" });
    else if (outcome.why === "stopped") this.#end(number, { error: "stopped" });
    else if (outcome.why === "tooManyUncommittedBytes") this.#end(number, { error: "tooManyRequests" });
    else this.#again(submission);
  }

  /** Where it was applied, or may have been, this member's own apply will tell, or the time will be over. */
  #forwarded(submission: Submission, answer: ForwardAnswer): void {
    if (answer === "refused") this.#again(submission);
    else if (answer === "busy") this.#end(submission.number, { error: "tooManyRequests" });
  }

  /** Certainly without effect: there is no leader, or another one than was thought. */
  #again({ number }: Submission): void {
    this.#options.after(LEADERLESS_RETRY_MS, () => {
      const submission = this.#open.get(number);
      if (submission !== undefined) this.#send(submission);
    });
  }

  #end(number: number, outcome: Submitted): void {
    const submission = this.#open.get(number);
    if (submission === undefined) return;
    this.#open.delete(number);
    this.#bytes -= submission.entry.length;
    this.#options.meter?.submitted(submission.kind, outcome.error, submission.began);
    submission.done(outcome);
  }

  /** One timer for all. */
  #watch(): Timer {
    const { now, after } = this.#options;
    return after(TIMEOUT_CHECK_MS, () => {
      const time = now();
      const isLate = ({ deadline }: Submission | Read): boolean => deadline <= time;
      for (const { number } of this.#open.where(isLate)) this.#end(number, { error: "timeout" });
      for (const { number } of this.#reads.where(isLate)) this.#answer(number, this.#whyLate);
      this.#timer = this.#open.size + this.#reads.size > 0 ? this.#watch() : undefined;
    });
  }

  #ask(read: Read): void {
    const { group, now, after } = this.#options;
    const { number, deadline } = read;
    group.read((outcome) => {
      if (outcome.kind === "ready") this.#answer(number, undefined);
      else if (outcome.why === "stopped") this.#answer(number, "stopped");
      else if (outcome.why === "tooManyReads") this.#answer(number, "tooManyRequests");
      else if (now() + LEADERLESS_RETRY_MS >= deadline) this.#answer(number, this.#whyLate);
      else {
        after(LEADERLESS_RETRY_MS, () => {
          if (this.#reads.get(number) !== undefined) this.#ask(read);
        });
      }
    });
  }

  #answer(number: number, error: ErrorName | undefined): void {
    const read = this.#reads.get(number);
    if (read === undefined) return;
    this.#reads.delete(number);
    this.#options.meter?.confirmed(error, read.began);
    read.done(error);
  }

  get #whyLate(): ErrorName {
    return this.#options.group.leader === NOBODY ? "noLeader" : "timeout";
  }

  #later(done: SubmitDone, error: ErrorName): void {
    this.#options.after(0, () => {
      done({ error });
    });
  }
}
