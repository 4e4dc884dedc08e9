import type { SeededRandom } from "../random.js";
import { Asker, type KeyspaceClientWorld } from "./asker.js";
import type { CallKind, CallMessages } from "./history.js";
import type { KeyspaceClient } from "./keyspace-client.js";
import { Requests } from "./requests.js";

/** Asks for one thing after the other, and rests between them. */
export abstract class AskingClient implements KeyspaceClient {
  isBusy = false;
  protected readonly world: KeyspaceClientWorld;
  protected readonly asker: Asker;
  protected readonly random: SeededRandom;
  protected readonly requests: Requests;
  #isStopped = false;

  constructor(client: number, world: KeyspaceClientWorld) {
    this.world = world;
    this.asker = new Asker(client, world);
    this.random = world.random.fork();
    this.requests = new Requests(client, this.random, world.keyspace);
  }

  get answers(): readonly number[] {
    return this.asker.answers;
  }

  abstract start(): void;

  stop(): void {
    this.#isStopped = true;
  }

  /** Without an answer `done` gets nothing. */
  protected ask<Kind extends CallKind>(
    kind: Kind,
    request: CallMessages[Kind]["request"],
    done: (reply: CallMessages[Kind]["reply"] | undefined) => void,
  ): void {
    this.isBusy = true;
    this.asker.ask(kind, request, (outcome) => {
      this.isBusy = false;
      done(outcome.kind === "reply" ? outcome.reply : undefined);
    });
  }

  /** Not at all if it is stopped meanwhile. */
  protected later(microseconds: number, run: () => void): void {
    this.world.scheduler.after(microseconds, () => {
      if (this.#isStopped) this.isBusy = false;
      else run();
    });
  }

  /** After a rest as long as the world's clients take. */
  protected rested(run: () => void): void {
    this.later(this.random.below(this.world.knobs.restMicroseconds + 1000), run);
  }
}
