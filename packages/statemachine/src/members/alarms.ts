import { AlarmAction, AlarmType, type AlarmMember, type AlarmRequest, type Id } from "@keyval/api";
import { Digester, type Digest } from "../hash/digest.js";
import { HashedTable } from "../hash/hashed-table.js";
import { StateHash } from "../hash/state-hash.js";
import { compareIds } from "./compare-ids.js";
import { ALARMS_MAX } from "./limits.js";

/** The kinds that mean something. */
type KnownAlarm = typeof AlarmType.NOSPACE | typeof AlarmType.CORRUPT;

/**
 * What stops writes on all members: one of them has no space, or disagrees with the others. Raised and cleared by commands
 * alone.
 */
export class Alarms {
  readonly #digester = new Digester();
  readonly #hash = new StateHash();
  readonly #alarms = new HashedTable<string, AlarmMember>(this.#hash, (alarm) => this.#digestOf(alarm));
  readonly #counts = { [AlarmType.NOSPACE]: 0, [AlarmType.CORRUPT]: 0 };

  static fromState(alarms: readonly AlarmMember[]): Alarms {
    const restored = new Alarms();
    for (const alarm of alarms) restored.#activate(alarm);
    return restored;
  }

  /** In the order of members, then of kinds. */
  toState(): AlarmMember[] {
    return this.#alarms.sorted((a, b) => compareIds(a.memberID, b.memberID) || a.alarm - b.alarm);
  }

  get hash(): Digest {
    return this.#hash;
  }

  recomputedHash(): Digest {
    return this.#alarms.recomputedHash();
  }

  /** Whether some member has it. */
  isActive(alarm: KnownAlarm): boolean {
    return this.#counts[alarm] > 0;
  }

  /** Gives back the alarms that it is about: all that were asked for, the one that is on now, or the one that was cleared. */
  apply({ action, memberID, alarm }: AlarmRequest): AlarmMember[] {
    switch (action) {
      case AlarmAction.GET:
        return this.get(alarm);
      case AlarmAction.ACTIVATE:
        return this.#activate({ memberID, alarm });
      case AlarmAction.DEACTIVATE:
        return this.#deactivate({ memberID, alarm });
      default:
        return [];
    }
  }

  /** Clears all alarms of a member. */
  forget(memberID: Id): void {
    for (const alarm of this.toState()) if (alarm.memberID === memberID) this.#deactivate(alarm);
  }

  /** NONE asks for all. */
  get(alarm: AlarmType): AlarmMember[] {
    return this.toState().filter((active) => alarm === AlarmType.NONE || active.alarm === alarm);
  }

  #activate(alarm: AlarmMember): AlarmMember[] {
    if (!isKnown(alarm.alarm)) return [];
    const key = keyOf(alarm);
    if (!this.#alarms.has(key)) {
      if (this.#alarms.size >= ALARMS_MAX) return [];
      this.#alarms.set(key, alarm);
      this.#counts[alarm.alarm]++;
    }
    return [alarm];
  }

  #deactivate(alarm: AlarmMember): AlarmMember[] {
    const cleared = this.#alarms.delete(keyOf(alarm));
    if (cleared === undefined || !isKnown(alarm.alarm)) return [];
    this.#counts[alarm.alarm]--;
    return [cleared];
  }

  #digestOf({ memberID, alarm }: AlarmMember): Digest {
    const digester = this.#digester;
    digester.reset();
    digester.text("alarm");
    digester.text(memberID.toString());
    digester.number(alarm);
    return digester.finish();
  }
}

function isKnown(alarm: AlarmType): alarm is KnownAlarm {
  return alarm === AlarmType.NOSPACE || alarm === AlarmType.CORRUPT;
}

function keyOf({ memberID, alarm }: AlarmMember): string {
  return `${memberID} ${alarm}`;
}
