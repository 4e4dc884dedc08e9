import { type CommandKind, HashKVResponse, RangeResponse, TxnResponse } from "@keyval/api";
import { encodeResult, isRemembered } from "../apply/remembered-result.js";
import { Refusal } from "../refusal.js";
import type { Result } from "../result.js";
import type { Dice } from "./dice.test-helper.js";
import type { SampleCommand } from "./every-command.test-helper.js";
import type { ProgramWorld } from "./program.test-helper.js";
import { RandomRequests } from "./random-request.test-helper.js";

/** What can be seen of a member after a command. */
export interface Seen {
  readonly kind: number;
  readonly isRefused: boolean;
  /** What whoever proposed it is sent. */
  readonly told: string;
  readonly changed: boolean;
  readonly revision: number;
  readonly hash: readonly [high: number, low: number];
  readonly liveBytes: number;
  /** What clients are sent who asked at this moment, however much later. */
  readonly answers: string[];
}

/**
 * Applies a log. Which queries are asked at which of its commands is told by `asking`; by `moving`, what the member does of its
 * own accord: nothing without them.
 */
export async function observe(
  log: readonly SampleCommand[],
  world: ProgramWorld,
  asking: Dice,
  moving?: Dice,
): Promise<Seen[]> {
  const seen: Seen[] = [];
  const asker = new Asker(asking, world);
  for (const { header, body } of log) {
    if (moving !== undefined) await moveOn(world, moving, asker);
    const { result, changed } = world.apply(header.kind as CommandKind, body, 0, header);
    const { hash, revision, tables } = world.machine;
    const { liveBytes } = tables.keyspace;
    const isRefused = result instanceof Refusal;
    const told = sentFor(header.kind, result, revision);
    const answers: string[] = [];
    const state = { revision, hash: [hash.high, hash.low] as const, liveBytes };
    seen.push({ kind: header.kind, isRefused, told, changed, ...state, answers });
    asker.askSome(answers);
  }
  await asker.allAnswered();
  await world.end();
  return seen;
}

/** What a member does besides applying its log. */
async function moveOn(world: ProgramWorld, dice: Dice, asker: Asker): Promise<void> {
  if (dice.chance(1, 4)) world.turn(dice.below(20));
  const roll = dice.below(60);
  if (roll < 4) return world.checkpoint();
  if (roll < 8) return world.reclaim();
  if (roll >= 12) return;
  await asker.allAnswered();
  return roll < 10 ? world.restart() : world.install();
}

/** Asks the same at the same moments, whatever the member is busy with. */
class Asker {
  readonly #dice: Dice;
  readonly #requests: RandomRequests;
  readonly #world: ProgramWorld;
  #open = 0;

  constructor(dice: Dice, world: ProgramWorld) {
    this.#dice = dice;
    this.#requests = new RandomRequests(dice);
    this.#world = world;
  }

  askSome(answers: string[]): void {
    const { queries } = this.#world.machine;
    const roll = this.#dice.below(8);
    if (roll === 0) {
      const request = this.#requests.range(this.#world.machine);
      this.#ask(answers, (done) => queries.range(request, done), RangeResponse);
    } else if (roll === 1) {
      const request = this.#requests.txn(this.#world.machine, 0, true);
      this.#ask(answers, (done) => queries.txn(request, done), TxnResponse);
    } else if (roll === 2) {
      const revision = this.#requests.revision(this.#world.machine);
      this.#ask(answers, (done) => queries.hash(revision, done), HashKVResponse);
    }
  }

  async allAnswered(): Promise<void> {
    await this.#world.until(() => this.#open === 0);
  }

  #ask<T>(
    answers: string[],
    query: (done: (answer: T | Refusal) => void) => T | Refusal | undefined,
    codec: { encode(answer: T): Uint8Array },
  ): void {
    const take = (answer: T | Refusal): void => {
      answers.push(answer instanceof Refusal ? answer.error : hexOf(codec.encode(answer)));
    };
    const answer = query((late) => {
      this.#open--;
      take(late);
    });
    if (answer === undefined) this.#open++;
    else take(answer);
  }
}

/** With the revision in its header, as the server adds it. What members alone are told has no message of its own. */
function sentFor(kind: number, result: Result, revision: number): string {
  if (!isRemembered(kind) && !(result instanceof Refusal)) return JSON.stringify(result);
  const repeated = "header" in result ? result.header?.revision : undefined;
  return hexOf(encodeResult(kind, result, repeated ?? revision));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
