import { AlarmAction, type AlarmRequest, AlarmType } from "@keyval/api";
import { fail } from "./model-answer.js";

/** What stops writes. */
export class ModelAlarms {
  /** Members that raised them, and which. */
  readonly #raised = new Map<string, AlarmType>();

  apply({ action, memberID, alarm }: AlarmRequest): object {
    const name = `${memberID} ${alarm}`;
    if (action === AlarmAction.ACTIVATE) this.#raised.set(name, alarm);
    if (action === AlarmAction.DEACTIVATE) this.#raised.delete(name);
    return {};
  }

  checkChange(): void {
    if ([...this.#raised.values()].includes(AlarmType.CORRUPT)) fail("corrupt");
  }

  checkAddition(): void {
    this.checkChange();
    if ([...this.#raised.values()].includes(AlarmType.NOSPACE)) fail("noSpace");
  }
}
