import { AlarmType, type ErrorName } from "@keyval/api";
import type { Alarms } from "../members/alarms.js";

/** Of what changes keys or leases. */
export function changeRefusal(alarms: Alarms): ErrorName | undefined {
  return alarms.isActive(AlarmType.CORRUPT) ? "corrupt" : undefined;
}

/** Of what adds to them; what makes room stays allowed. */
export function additionRefusal(alarms: Alarms): ErrorName | undefined {
  return changeRefusal(alarms) ?? (alarms.isActive(AlarmType.NOSPACE) ? "noSpace" : undefined);
}
