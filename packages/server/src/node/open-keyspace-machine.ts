import { clientKeyOf, readState, thisBuild } from "@keyval/statemachine";
import type { BitcaskOptions, EngineDone } from "@keyval/storage";
import { EngineMachine, type Beginning, type EngineMachineOptions } from "./engine-machine.js";
import { KeyspaceStore, type KeyspaceStoreOptions } from "./keyspace-store.js";

export interface KeyspaceMachineOptions extends Omit<
  EngineMachineOptions<KeyspaceStore>,
  "engine" | "open" | "problemOf"
> {
  readonly engine: Omit<BitcaskOptions, "identityOf">;
  readonly keyspace: KeyspaceStoreOptions;
}

/** A member's copy of the keys, as its disk has it. */
export function openKeyspaceMachine(
  { engine, keyspace, ...options }: KeyspaceMachineOptions,
  beginning: Beginning,
  done: EngineDone<EngineMachine<KeyspaceStore>>,
): void {
  const { build = thisBuild } = keyspace;
  EngineMachine.open<KeyspaceStore>(
    {
      ...options,
      // A tombstone ends all versions of its key, whose records have keys of their own.
      engine: { ...engine, identityOf: clientKeyOf },
      open: (engine, origin, opened) => {
        KeyspaceStore.open(engine, origin, keyspace, opened);
      },
      problemOf: (bytes) => {
        const state = readState(bytes, build.level);
        return state instanceof Error ? state : undefined;
      },
    },
    beginning,
    done,
  );
}
