import { SmallState } from "@keyval/api";

/** The state as a new cluster begins with it that is restored of a backup: nothing is left of the members of the old one. */
export function restoredState(bytes: Uint8Array): Uint8Array {
  return SmallState.encode({ ...SmallState.decode(bytes), members: [], alarms: [], downgrade: undefined });
}
