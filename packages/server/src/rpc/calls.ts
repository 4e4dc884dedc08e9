import { authCalls } from "./auth-calls.js";
import { callsOf, type Calls } from "./call.js";
import { clusterCalls } from "./cluster-calls.js";
import { commandLogStreams } from "./command-log-calls.js";
import { electionCalls, electionStreams } from "./election-calls.js";
import { fitForLearners } from "./fit-for-learners.js";
import type { Handlers } from "./handlers.js";
import { kvCalls, kvStreams } from "./kv-calls.js";
import { leaseCalls, leaseStreams } from "./lease-calls.js";
import { lockCalls } from "./lock-calls.js";
import { maintenanceCalls, maintenanceStreams } from "./maintenance-calls.js";
import { fitForSessions, sessionCalls } from "./session-calls.js";
import { snapshotStreams } from "./snapshot-calls.js";
import { watchStreams } from "./watch-calls.js";

/** All that clients can ask of a member, for every door. What is not here is refused by all of them. */
export function createCalls(handlers: Handlers): Calls {
  const { served, watches, kv, lease, sessions, lock, election, cluster, maintenance } = handlers;
  const calls = callsOf(
    [
      ...[kvCalls(kv), leaseCalls(lease), sessionCalls(sessions), lockCalls(lock), electionCalls(election)].flat(),
      ...[clusterCalls(cluster), maintenanceCalls(maintenance), authCalls(served)].flat(),
    ],
    [
      ...[kvStreams(kv), leaseStreams(lease), watchStreams({ ...watches, served }), electionStreams(election)].flat(),
      ...maintenanceStreams(maintenance),
      ...[commandLogStreams(handlers.commandLog), snapshotStreams(handlers.snapshot)].flat(),
    ],
  );
  return fitForLearners(fitForSessions(calls), served.isLearner);
}
