import type { Entry } from "@keyval/raft";
import { LONG_NOTICE_TURNS } from "./limits.js";
import type { StateMachine } from "./state-machine.js";

/**
 * What takes long is done when all that came before it has left, and above all the word that it is committed: otherwise the other
 * members would hear nothing meanwhile, elect another leader, and be as long at it themselves once they are told.
 */
export class LongCommands {
  /** The last entry that was put off, and turns that it waits yet. */
  #index = 0;
  #turns = 0;

  /** Asked before an entry is applied: whether it waits for another turn, and then for what comes behind it nobody asks before. */
  putsOff(entry: Entry, machine: StateMachine): boolean {
    if (entry.index === this.#index) {
      this.#turns--;
      return this.#turns > 0;
    }
    if (entry.kind !== "command" || machine.isLong?.(entry) !== true) return false;
    this.#index = entry.index;
    this.#turns = LONG_NOTICE_TURNS;
    return true;
  }
}
