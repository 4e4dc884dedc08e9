import { FilterType, RangeRequest, type RangeResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { lastUnder } from "./contest.js";
import type { KeyServices } from "./key-services.js";
import { KeyWatch } from "./key-watch.js";
import type { Reply } from "./reply.js";

/**
 * Waits until no key under a name was created before a revision, at which a key was created there. It watches only the
 * youngest of them, so that only one who waits wakes when a key goes. This member's own store is enough for it: it has seen
 * the key come, so all older ones too, and none of those that went comes back.
 */
export class OlderKeys {
  readonly #services: KeyServices;
  readonly #name: Uint8Array;
  readonly #revision: number;
  readonly #gone: Reply<{ readonly hasWaited: boolean }>;
  #watch: KeyWatch | undefined;
  #isStopped = false;

  constructor(services: KeyServices, name: Uint8Array, revision: number, gone: Reply<{ readonly hasWaited: boolean }>) {
    this.#services = services;
    this.#name = name;
    this.#revision = revision;
    this.#gone = gone;
  }

  look(): void {
    const maxCreateRevision = this.#revision - 1;
    const youngest = { ...lastUnder(this.#name), maxCreateRevision, keysOnly: true, serializable: true };
    this.#services.kv.range(RangeRequest.create(youngest), (answer) => {
      if (!this.#isStopped) this.#found(answer);
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#watch?.close();
  }

  #found(answer: RangeResponse | Refusal): void {
    if (answer instanceof Refusal) {
      this.#gone(answer);
      return;
    }
    const [youngest] = answer.kvs;
    if (youngest === undefined) this.#gone({ hasWaited: this.#watch !== undefined });
    else this.#await(youngest.key, (answer.header?.revision ?? 0) + 1);
  }

  #await(key: Uint8Array, startRevision: number): void {
    const again = (): void => {
      this.#watch?.close();
      this.look();
    };
    const request = { key, startRevision, filters: [FilterType.NOPUT] };
    this.#watch = new KeyWatch(this.#services.watches, request, { event: again, lost: again });
  }
}
