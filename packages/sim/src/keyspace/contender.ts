import {
  CampaignRequest,
  LeaderRequest,
  LeaseGrantRequest,
  LockRequest,
  ResignRequest,
  UnlockRequest,
  type Id,
} from "@keyval/api";
import { AskingClient } from "./asking-client.js";
import { bytesOf } from "./bytes-of.js";

const SECOND = 1_000_000;

/** They stand before the keys of others, so that only few of their ranges take away what is held. */
const LOCK = bytesOf("a-lock");
const OFFICE = bytesOf("an-office");

/** What is done with a lease at most. */
const STEPS_MOST = 4;

/** Takes a lease, contends with it for a lock and an office, and lets it run out. */
export class Contender extends AskingClient {
  start(): void {
    this.rested(() => {
      this.ask("leaseGrant", LeaseGrantRequest.create({ TTL: this.world.keyspace.ttlMost }), (granted) => {
        if (granted === undefined) this.start();
        else this.#contend(granted.ID, 1 + this.random.below(STEPS_MOST));
      });
    });
  }

  /** Does so many things more with it. */
  #contend(lease: Id, left: number): void {
    if (left === 0) {
      this.start();
      return;
    }
    const next = (): void => {
      this.#contend(lease, left - 1);
    };
    this.rested(() => {
      switch (this.random.below(5)) {
        case 0:
          this.ask("leader", LeaderRequest.create({ name: OFFICE }), next);
          return;
        case 1:
        case 2:
          this.#campaign(lease, next);
          return;
        default:
          this.#lock(lease, next);
      }
    });
  }

  #lock(lease: Id, next: () => void): void {
    this.ask("lock", LockRequest.create({ name: LOCK, lease }), (locked) => {
      if (locked === undefined) next();
      else {
        this.#hold(() => {
          this.ask("unlock", UnlockRequest.create({ key: locked.key }), next);
        });
      }
    });
  }

  #campaign(lease: Id, next: () => void): void {
    this.ask("campaign", CampaignRequest.create({ name: OFFICE, lease }), (won) => {
      if (won === undefined) next();
      else {
        this.#hold(() => {
          this.ask("resign", ResignRequest.create({ leader: won.leader }), next);
        });
      }
    });
  }

  #hold(then: () => void): void {
    this.later(1 + this.random.below(SECOND), then);
  }
}
