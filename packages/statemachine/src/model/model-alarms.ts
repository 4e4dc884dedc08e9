import { AlarmAction, type AlarmMember, type AlarmRequest, AlarmType, type Id } from "@keyval/api";
import { fail } from "./model-answer.js";

/** What stops writes. */
export class ModelAlarms {
  /** Members that raised them, and which. */
  #raised: readonly AlarmMember[] = [];

  /** In order. */
  get all(): AlarmMember[] {
    return this.#raised.toSorted((a, b) =>
      a.memberID < b.memberID ? -1 : a.memberID > b.memberID ? 1 : a.alarm - b.alarm,
    );
  }

  apply({ action, memberID, alarm }: AlarmRequest): object {
    if (action === AlarmAction.GET)
      return { alarms: this.all.filter((raised) => alarm === 0 || raised.alarm === alarm) };
    const known = this.#raised.filter((raised) => raised.memberID === memberID && raised.alarm === alarm);
    this.#raised = this.#raised.filter((raised) => !known.includes(raised));
    if (action === AlarmAction.DEACTIVATE) return { alarms: known };
    this.#raised = [...this.#raised, { memberID, alarm }];
    return { alarms: [{ memberID, alarm }] };
  }

  /** All of a member. */
  forget(memberID: Id): void {
    this.#raised = this.#raised.filter((raised) => raised.memberID !== memberID);
  }

  checkChange(): void {
    if (this.#has(AlarmType.CORRUPT)) fail("corrupt");
  }

  checkAddition(): void {
    this.checkChange();
    if (this.#has(AlarmType.NOSPACE)) fail("noSpace");
  }

  #has(alarm: AlarmType): boolean {
    return this.#raised.some((raised) => raised.alarm === alarm);
  }
}
