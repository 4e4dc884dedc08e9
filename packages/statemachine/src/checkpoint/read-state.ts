import { DecodeError, SmallState } from "@keyval/api";
import { UpgradeNeeded } from "./upgrade-needed.js";

/** What `encodeState` wrote, or why a program of this level can not go on from it: a field that it skipped would be lost. */
export function readState(bytes: Uint8Array, level: number): SmallState | DecodeError | UpgradeNeeded {
  try {
    const state = SmallState.decode(bytes);
    return state.level > level ? new UpgradeNeeded(state.level, level) : state;
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}
