import { type AuthState, SmallState } from "@keyval/api";
import { AuthStore } from "../auth/auth-store.js";
import { Leases } from "../leases/leases.js";
import { Alarms } from "../members/alarms.js";
import { ClusterVersions } from "../members/cluster-versions.js";
import { Members } from "../members/members.js";
import { Sessions } from "../sessions/sessions.js";
import type { SmallTables, Tables } from "../tables.js";

/** All of the state that is not in the engine's records. Equal states are equal bytes. */
export function encodeState({ keyspace, leases, auth, sessions, alarms, members, versions }: Tables): Uint8Array {
  const { time, leases: all } = leases.toState();
  return SmallState.encode({
    revision: keyspace.revision,
    compactRevision: keyspace.compactRevision,
    leaseTime: time,
    leases: all.map(({ id, ttl, deadline }) => ({ ID: id, TTL: ttl, deadline })),
    auth: auth.toState(),
    alarms: alarms.toState(),
    ...members.toState(),
    ...versions.toState(),
    ...sessions.toState(),
  });
}

/** What `encodeState` wrote, without the keyspace; without a state, as it is before the first command. */
export function smallTablesOf(state: SmallState = SmallState.create()): SmallTables {
  const { leaseTime, leases, auth, alarms, members, removedMembers, level } = state;
  const { clusterVersion, downgrade, lastSession, sessions } = state;
  return {
    leases: Leases.fromState({
      time: leaseTime,
      leases: leases.map(({ ID, TTL, deadline }) => ({ id: ID, ttl: TTL, deadline })),
    }),
    auth: authOf(auth),
    sessions: Sessions.fromState({ lastSession, sessions }),
    alarms: Alarms.fromState(alarms),
    members: Members.fromState({ members, removedMembers, level }),
    versions: ClusterVersions.fromState({ clusterVersion, downgrade }),
  };
}

function authOf(state: AuthState | undefined): AuthStore {
  return state === undefined ? new AuthStore() : AuthStore.fromState(state);
}
