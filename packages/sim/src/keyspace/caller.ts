import { AlarmRequest, MemberListRequest } from "@keyval/api";
import { pickByWeight } from "../world/knobs.js";
import { AskingClient } from "./asking-client.js";

const NOBODY = { user: "", authRevision: 0 };

/** Does one request after the other, of any kind. */
export class Caller extends AskingClient {
  start(): void {
    this.rested(() => {
      this.#begin();
    });
  }

  #begin(): void {
    const { requests } = this;
    const { revision } = this.asker;
    const done = (): void => {
      this.start();
    };
    switch (pickByWeight(this.world.keyspace.requests, this.random)) {
      case "put":
        this.ask(this.#isNext() ? "nextPut" : "put", requests.put(), done);
        return;
      case "delete":
        this.ask("delete", requests.deleteRange(), done);
        return;
      case "txn":
        this.ask("txn", requests.txn(revision), done);
        return;
      case "range":
        this.ask("range", requests.range(revision), done);
        return;
      case "compact":
        this.ask("compact", requests.compact(revision), done);
        return;
      case "look":
        this.#look(done);
        return;
    }
  }

  /** Whether it asks for what some members may not know yet. */
  #isNext(): boolean {
    return this.world.keyspace.upgrades && this.random.chance(1, 3);
  }

  /** What is asked beside keys and leases; nobody checks the answers, but nothing may break of it. */
  #look(done: () => void): void {
    this.asker.visit(({ handlers }) => {
      const looked = (): void => {
        this.world.happened("look");
      };
      const kind = this.random.below(6);
      if (kind === 0) handlers?.maintenance.status(looked);
      if (kind === 1) handlers?.maintenance.hashKv({ revision: 0 }, looked);
      if (kind === 2) handlers?.maintenance.defragment(looked);
      if (kind === 3) handlers?.maintenance.alarm(AlarmRequest.create(), new Uint8Array(0), NOBODY, looked);
      if (kind === 4) handlers?.cluster.memberList(MemberListRequest.create({ linearizable: true }), looked);
      if (kind === 5) handlers?.lease.leases(looked);
    }, noop);
    done();
  }
}

function noop(): void {
  // Nobody was there.
}
