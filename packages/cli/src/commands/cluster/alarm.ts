import { AlarmAction, AlarmResponse } from "@keyval/api";
import { expect } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { show } from "../../output/answer.js";
import { alarmAnswer } from "../../output/answers/cluster.js";

export const alarmList = command({
  usage: "",
  examples: [{ what: "See what the cluster complains of", line: "alarm list" }],
  flags: {},
  run: async (call) => {
    expect(call.args, 0, "alarm list command accepts no arguments");
    await withClient(call, async (client) => {
      show(alarmAnswer(await client.rpc.maintenance.alarm({ action: AlarmAction.GET })), call);
    });
  },
});

export const alarmDisarm = command({
  usage: "",
  examples: [{ what: "Let the cluster serve again, after the cause is gone", line: "alarm disarm" }],
  flags: {},
  run: async (call) => {
    expect(call.args, 0, "alarm disarm command accepts no arguments");
    await withClient(call, async (client) => {
      const { maintenance } = client.rpc;
      const { alarms } = await maintenance.alarm({ action: AlarmAction.GET });
      const disarmed = [];
      for (const { memberID, alarm } of alarms) {
        const response = await maintenance.alarm({ action: AlarmAction.DEACTIVATE, memberID, alarm });
        disarmed.push(...response.alarms);
      }
      // Several answers, and one header for none of them.
      show(alarmAnswer(AlarmResponse.create({ alarms: disarmed })), call);
    });
  },
});
