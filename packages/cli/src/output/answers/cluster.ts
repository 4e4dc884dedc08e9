import { AlarmResponse, AuthStatusResponse, DowngradeResponse, type Id, MoveLeaderResponse } from "@keyval/api";
import type { Answer } from "../answer.js";
import { enumName } from "../go-json.js";
import { hexId } from "../hex.js";
import { headerFields, ofMessage } from "./of-message.js";

const ALARM_TYPE = "etcdserverpb.AlarmType";

export function alarmAnswer(response: AlarmResponse): Answer {
  const { header, alarms } = response;
  return ofMessage(AlarmResponse, response, {
    simple: () => alarms.map(({ memberID, alarm }) => `memberID:${memberID} alarm:${enumName(ALARM_TYPE, alarm)}\n`),
    fields: (style) => [
      ...headerFields(header, style),
      ...alarms.map(
        ({ memberID, alarm }) =>
          `"MemberID" : ${style.hex ? hexId(memberID) : memberID}\n"AlarmType" : ${enumName(ALARM_TYPE, alarm)}\n\n`,
      ),
    ],
  });
}

export function moveLeaderAnswer(response: MoveLeaderResponse, from: Id, to: Id): Answer {
  return ofMessage(MoveLeaderResponse, response, {
    simple: () => [`Leadership transferred from ${hexId(from)} to ${hexId(to)}\n`],
  });
}

export function downgradeAnswer(response: DowngradeResponse, action: "validate" | "enable" | "cancel"): Answer {
  return ofMessage(DowngradeResponse, response, {
    simple: () => [`Downgrade ${action} success, cluster version ${response.version}\n`],
  });
}

export function authStatusAnswer(response: AuthStatusResponse): Answer {
  return ofMessage(AuthStatusResponse, response, {
    simple: () => [`Authentication Status: ${response.enabled}\nAuthRevision: ${response.authRevision}\n`],
  });
}
