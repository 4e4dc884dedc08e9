import assert from "node:assert/strict";
import { CommandKind, CompactionRequest, type Init, type RequestOp, TxnRequest } from "@keyval/api";
import { keyOfText } from "../key-text.js";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import type { WatchHubOptions } from "./watch-hub.js";
import { WatchWorld, type Change } from "./watch-world.test-helper.js";

/** Does the changes in one transaction; gives back those that change something. */
export function applyChanges(world: MachineWorld, changes: readonly Change[]): Change[] {
  const { keyspace } = world.machine.tables;
  const real = changes.filter((change) => change.includes("=") || keyspace.latest(keyOfText(change)) !== 0);
  const { changed } = world.apply(CommandKind.txn, TxnRequest.encode({ success: real.map(operationOf) }));
  assert.equal(changed, real.length > 0);
  return real;
}

export function compactTo(world: MachineWorld, revision: number): void {
  world.apply(CommandKind.compact, CompactionRequest.encode({ revision }));
}

function operationOf(change: Change): Init<RequestOp> {
  const [key = "", value] = change.split("=");
  if (value === undefined) return { requestDeleteRange: { key: keyOfText(key) } };
  return { requestPut: { key: keyOfText(key), value: keyOfText(value) } };
}

/** A hub beside a state machine, which feeds it and whose history it reads. */
export class MachineWatchWorld extends WatchWorld {
  readonly #world: MachineWorld;

  constructor(firstRevision: number, options: Partial<WatchHubOptions> = {}) {
    const world = new MachineWorld({ firstRevision, readsNow: 0 });
    super(firstRevision, { ...options, history: world.machine.history });
    this.#world = world;
  }

  override change(...changes: Change[]): void {
    const real = applyChanges(this.#world, changes);
    if (real.length === 0) return;
    const { revision } = this.#world.machine;
    this.history.change(real, revision);
    this.feed.feed(this.#world.fed.get(revision) ?? [], revision);
  }

  override compact(revision: number): void {
    compactTo(this.#world, revision);
    this.history.compactRevision = this.#world.machine.compactRevision;
  }

  override replace(): void {
    this.hub.replaced(this.#world.machine.history, this.history.revision);
  }

  override answer(): void {
    this.#world.turn(1);
    this.endTurn();
  }

  override settle(): void {
    do {
      super.settle();
      this.#world.settle();
    } while (this.isTurnOpen);
  }
}
