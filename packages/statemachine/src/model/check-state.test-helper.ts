import assert from "node:assert/strict";
import type { AuthState, Permission } from "@keyval/api";
import { StateHash } from "../hash/state-hash.js";
import { VersionDigester } from "../keyspace/version-digester.js";
import type { ClusterVersionsState } from "../members/cluster-versions.js";
import type { SessionsState } from "../sessions/sessions.js";
import type { StateMachine } from "../state-machine.js";
import type { Model } from "./model.js";
import type { ModelAuth } from "./model-auth.js";
import { type ModelVersion, textOf } from "./model-keys.js";
import type { ModelSessions } from "./model-sessions.js";
import type { ModelVersions } from "./model-versions.js";
import { LEASES } from "./random-request.test-helper.js";

/** Once all that is to be removed is: whether the state is the model's, whichever way it came about. */
export function checkState({ tables }: StateMachine, model: Model): void {
  const { keyspace, leases, auth, sessions, alarms, members, versions } = tables;
  assert.equal(keyspace.compactRevision, model.compactRevision);
  assert.equal(keyspace.index.versions, model.kept, "as many versions are kept as compaction leaves");
  assert.equal(keyspace.liveBytes, model.liveBytes);
  const live = [...model.latest.values()];
  assert.equal(keyspace.index.liveKeys, live.length);
  const hash = hashOf(live);
  assert.ok(hash.equals(keyspace.hash), "the hash is that of the live keys");
  assert.ok(hash.equals(keyspace.recomputeHash()), "and what the engine has is that, too");
  for (const id of LEASES) {
    assert.deepEqual(leases.keysOf(id).map(textOf), model.keysOf(id), "a lease knows its keys");
    const { ttl, deadline } = leases.get(id) ?? {};
    assert.deepEqual({ ttl, deadline }, { ttl: undefined, deadline: undefined, ...model.leases.byId.get(id) });
  }
  assert.equal(leases.time, model.leases.time);
  assert.deepEqual(usersOf(auth.toState()), modelUsers(model.auth));
  assert.deepEqual(sessionsOf(sessions.toState()), modelSessions(model.sessions));
  assert.deepEqual(alarms.toState(), model.alarms.all);
  assert.deepEqual(members.list(), model.members.all);
  assert.deepEqual(new Set(members.toState().removedMembers), model.members.removed);
  assert.equal(members.level, model.members.level);
  assert.deepEqual(versions.toState(), versionsOf(model.versions));
}

function versionsOf({ version, target }: ModelVersions): ClusterVersionsState {
  const full = (text: string): string => (text === "" ? "" : `${text}.0`);
  return {
    clusterVersion: full(version),
    downgrade: { enabled: target !== "", targetVersion: full(target) },
  };
}

function hashOf(live: readonly ModelVersion[]): StateHash {
  const hash = new StateHash();
  const digester = new VersionDigester();
  for (const { key, value, ...rest } of live) {
    const record = { ...rest, key: Buffer.from(key, "latin1"), sub: 0, isTombstone: false };
    const full = { ...record, valueBytes: value.length, hashHigh: 0, hashLow: 0 };
    hash.add(digester.digest(full, Buffer.from(value, "latin1")));
  }
  return hash;
}

function usersOf({ enabled, revision, users, roles }: AuthState): object {
  return {
    enabled,
    revision,
    users: users.map(({ name, roles }) => [name, ...roles]),
    roles: roles.map(({ name, permissions }) => [name, ...permissions.map(permissionText).sort()]),
  };
}

function modelUsers({ enabled, revision, users, roles }: ModelAuth): object {
  const sorted = <T>(entries: ReadonlyMap<string, T>): [string, T][] =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    enabled,
    revision,
    users: sorted(users).map(([name, granted]) => [name, ...[...granted].sort()]),
    roles: sorted(roles).map(([name, permissions]) => [name, ...permissions.map(permissionText).sort()]),
  };
}

function permissionText({ permType, key, rangeEnd }: Permission): string {
  return `${textOf(key)}\0${textOf(rangeEnd)} ${permType}`;
}

function sessionsOf({ lastSession, sessions }: SessionsState): object {
  return {
    last: lastSession,
    sessions: sessions.map(({ session, user, key, request, used, acknowledged, results }) => {
      return [session, user, key, textOf(request), used, acknowledged, ...results.map(({ number }) => number)];
    }),
  };
}

function modelSessions({ last, byNumber }: ModelSessions): object {
  return {
    last,
    sessions: [...byNumber.values()].map(({ number, user, key, request, used, acknowledged, told }) => {
      return [number, user, key, request, used, acknowledged, ...[...told.keys()].sort((a, b) => a - b)];
    }),
  };
}
