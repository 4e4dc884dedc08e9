import type { CommandId, ErrorName, MessageCodec } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { SeededRandom } from "../random.js";
import type { Scheduler } from "../scheduler.js";
import type { Knobs } from "../world/knobs.js";
import type { Process } from "../world/process.js";
import { METHODS } from "./dispatch.js";
import { userOf, type Call, type CallKind, type CallMessages, type CallOutcome } from "./history.js";
import type { KeyspaceKnobs } from "./keyspace-knobs.js";
import { KeyspaceResident } from "./keyspace-resident.js";
import type { Recorder } from "./recorder.js";

/** What clients of the key space need of their world. */
export interface KeyspaceClientWorld {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly knobs: Knobs;
  readonly keyspace: KeyspaceKnobs;
  readonly recorder: Recorder;
  processes(): readonly Process[];
  /** For statistics only. */
  happened(what: string): void;
}

/** How a call is told apart from others, and ends without an answer. */
interface Called {
  readonly number: number;
  readonly command: CommandId | undefined;
  readonly whenGone: (gone: () => void) => void;
}

/** After these nobody can say whether it was done. */
const UNCERTAIN: ReadonlySet<ErrorName> = new Set([
  ...["timeout", "timeoutLeaderFailed", "timeoutConnectionLost", "stopped", "deadlineExceeded"],
] as ErrorName[]);

/** What was lent for the turn is used for something else afterwards. */
const OVERWRITTEN = 0xee;

/** One client's connections: sends requests to members, any of them, and remembers what a real client could know. */
export class Asker {
  readonly client: number;
  readonly #world: KeyspaceClientWorld;
  readonly #random: SeededRandom;
  #asked = 0;
  /** The time of each answer. */
  readonly answers: number[] = [];
  /** The newest revision that an answer told of. */
  revision = 0;

  constructor(client: number, world: KeyspaceClientWorld) {
    this.client = client;
    this.#world = world;
    this.#random = world.random.fork();
  }

  /** Answers once, also where no member is there to be asked. */
  ask<Kind extends CallKind>(
    kind: Kind,
    request: CallMessages[Kind]["request"],
    done: (outcome: CallOutcome<CallMessages[Kind]["reply"]>) => void,
    command?: CommandId,
  ): void {
    const { scheduler, knobs } = this.#world;
    const start = scheduler.now;
    const number = ++this.#asked;
    let asked: { readonly member: string; readonly life: number } | undefined;
    let gone = noop;
    let isOver = false;
    const over = (outcome: CallOutcome<CallMessages[Kind]["reply"]>): void => {
      if (isOver) return;
      isOver = true;
      timeout.cancel();
      if (asked !== undefined) this.#record({ kind, number, command, request, start, ...asked }, outcome);
      done(outcome);
    };
    const timeout = scheduler.after(knobs.clientTimeoutMicroseconds, () => {
      gone();
      over({ kind: "unknown" });
    });
    const back = (outcome: CallOutcome<CallMessages[Kind]["reply"]>): void => {
      scheduler.after(this.latency(), () => {
        over(outcome);
      });
    };
    scheduler.after(this.latency(), () => {
      const process = this.#pickProcess();
      const isConnected = process?.request((_, resident) => {
        if (isOver) return;
        if (!(resident instanceof KeyspaceResident) || resident.handlers === undefined) {
          back(NOBODY_THERE);
          return;
        }
        asked = { member: process.member, life: resident.life };
        const whenGone = (run: () => void): void => {
          gone = () => {
            resident.inside(run);
          };
        };
        this.#call(resident, kind, request, { number, command, whenGone }, back);
      });
      if (isConnected !== true) back(NOBODY_THERE);
    });
  }

  /** Runs inside a member that serves clients; false if the one that was picked does not. */
  visit(run: (resident: KeyspaceResident, member: string) => void, otherwise: () => void): void {
    const process = this.#pickProcess();
    const isConnected = process?.request((_, resident) => {
      if (resident instanceof KeyspaceResident && resident.handlers !== undefined) run(resident, process.member);
      else otherwise();
    });
    if (isConnected !== true) otherwise();
  }

  /** How long something is on its way from or to a member. */
  latency(): number {
    return 50 + this.#random.below(500);
  }

  #pickProcess(): Process | undefined {
    const processes = this.#world.processes();
    return processes.length === 0 ? undefined : this.#random.pick(processes);
  }

  #call<Kind extends CallKind>(
    { handlers }: KeyspaceResident,
    kind: Kind,
    request: CallMessages[Kind]["request"],
    { number, command, whenGone }: Called,
    back: (outcome: CallOutcome<CallMessages[Kind]["reply"]>) => void,
  ): void {
    const method = METHODS[kind];
    const bytes = encoded<CallMessages[Kind]["request"]>(method.request, request);
    const caller = { user: userOf(this.client), authRevision: number, ...(command !== undefined && { command }) };
    if (handlers === undefined) return;
    method.handle(
      handlers,
      method.request.decode(bytes),
      { bytes, caller, whenGone },
      (answer: CallMessages[Kind]["reply"] | Refusal) => {
        if (answer instanceof Refusal) back(refusedWith(kind, answer.error));
        // What is answered is on its way as bytes, and whatever happens to it here later is nothing to the client.
        else back({ kind: "reply", reply: method.response.decode(encoded(method.response, answer)) });
      },
    );
    if (!method.keepsRequest) bytes.fill(OVERWRITTEN);
  }

  #record<Kind extends CallKind>(
    call: Omit<Call, "client" | "end" | "outcome"> & { readonly kind: Kind },
    outcome: CallOutcome<CallMessages[Kind]["reply"]>,
  ): void {
    const { scheduler, recorder } = this.#world;
    const isAnswered = outcome.kind !== "unknown";
    const end = isAnswered ? scheduler.now : undefined;
    recorder.calls.push({ ...call, client: this.client, end, outcome } as Call);
    this.#world.happened(isAnswered ? call.kind : "unknownOutcome");
    if (isAnswered) this.answers.push(scheduler.now);
    if (outcome.kind === "reply") this.revision = Math.max(this.revision, outcome.reply.header?.revision ?? 0);
  }
}

const NOBODY_THERE = { kind: "refused", error: "stopped", certainlyNotApplied: true } as const;

function encoded<T>(codec: MessageCodec<T>, message: T): Uint8Array {
  return codec.encode(message as Parameters<typeof codec.encode>[0]);
}

/** A refusal of these says nothing of what came before it. */
const IN_STEPS: readonly CallKind[] = ["leaseKeepAlive", "lock", "campaign"];

function refusedWith(kind: CallKind, error: ErrorName): CallOutcome<never> {
  const isUncertain = UNCERTAIN.has(error) || IN_STEPS.includes(kind);
  return isUncertain ? { kind: "unknown" } : { kind: "refused", error, certainlyNotApplied: true };
}

function noop(): void {
  // Whoever gives up waiting has nothing to take back.
}
