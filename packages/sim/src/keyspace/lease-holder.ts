import {
  LeaseGrantRequest,
  LeaseKeepAliveRequest,
  LeaseRevokeRequest,
  LeaseTimeToLiveRequest,
  type Id,
} from "@keyval/api";
import { AskingClient } from "./asking-client.js";

const SECOND = 1_000_000;

/** Others than these nobody asks for: they are the doing of a bug in the server. */
const [TTL_LEAST, TTL_MOST] = [1, 1_000];

/** So many things are done with a lease at most. */
const STEPS_MOST = 12;

/** Takes one lease after the other, attaches keys to it and keeps it alive for a while, and gives it up or lets it run out. */
export class LeaseHolder extends AskingClient {
  start(): void {
    this.later(this.random.below(SECOND), () => {
      this.#grant();
    });
  }

  #grant(): void {
    const TTL = this.random.between(1, this.world.keyspace.ttlMost);
    this.ask("leaseGrant", LeaseGrantRequest.create({ TTL }), (granted) => {
      if (granted === undefined) this.start();
      else this.#hold(granted.ID, granted.TTL, this.random.below(STEPS_MOST));
    });
  }

  /** Does something with it, so many times more. */
  #hold(id: Id, ttl: number, left: number): void {
    const likely = Math.min(Math.max(ttl, TTL_LEAST), TTL_MOST);
    const rest = 1 + this.random.below(Math.ceil((likely * SECOND) / 2));
    this.later(rest, () => {
      const next = (): void => {
        if (left === 0) this.start();
        else this.#hold(id, ttl, left - 1);
      };
      if (left === 0) this.#end(id, next);
      else this.#use(id, next);
    });
  }

  #use(id: Id, next: () => void): void {
    switch (this.random.below(4)) {
      case 0:
        this.ask("put", this.requests.put(id), next);
        return;
      case 1:
        this.ask("leaseTimeToLive", LeaseTimeToLiveRequest.create({ ID: id, keys: true }), next);
        return;
      default:
        this.ask("leaseKeepAlive", LeaseKeepAliveRequest.create({ ID: id }), next);
    }
  }

  #end(id: Id, next: () => void): void {
    if (this.random.chance(1, 3)) this.ask("leaseRevoke", LeaseRevokeRequest.create({ ID: id }), next);
    else next();
  }
}
