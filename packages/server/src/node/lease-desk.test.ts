import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandKind } from "@keyval/api";
import { Leases } from "@keyval/statemachine";
import { LeaseDesk } from "./lease-desk.js";
import { command, ScriptedProcess } from "./world.test-helper.js";

test("no lease ends by time in which the leader did not read what clients sent", () => {
  const process = new ScriptedProcess();
  const { clock } = process;
  const [group, machine] = process.leadGroup(7);
  const leases = new Leases();
  leases.grant(9, 2, 0);
  const submitted: CommandKind[] = [];
  const desk = new LeaseDesk({
    group,
    tables: () => ({ leases, sessions: { size: 0 } }),
    applied: () => machine.applied,
    now: () => clock.now(),
    submit: (kind) => submitted.push(kind),
    later: (run) => {
      clock.endOfTurn(run);
    },
  });
  desk.tend();
  clock.pass(100);
  machine.slow.set("long", () => (clock.time += 60_000));
  group.propose(command("long"), () => undefined);
  clock.turns();
  desk.tend();
  assert.deepEqual([submitted, desk.secondsLeft(9)], [[], 2]);
  desk.renew(9, () => undefined);
  assert.deepEqual(submitted, [CommandKind.leaseRenew]);
  clock.pass(1_900);
  desk.tend();
  assert.deepEqual(submitted, [CommandKind.leaseRenew, CommandKind.leaseExpire], "by all other time it does");
});
