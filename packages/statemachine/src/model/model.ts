import {
  AlarmAction,
  type AlarmRequest,
  type CommandId,
  type DeleteRangeRequest,
  type DowngradeRequest,
  type ErrorName,
  type Id,
  type LeaseExpireCommand,
  type LeaseGrantCommand,
  type LeaseRenewCommand,
  type PutRequest,
  type RangeRequest,
  type RequestOp,
  type SessionExpireCommand,
  type SessionRegisterCommand,
  type TxnRequest,
} from "@keyval/api";
import { keptVersions } from "./kept-versions.js";
import { ModelAlarms } from "./model-alarms.js";
import { answerOf, fail, type ModelAnswer } from "./model-answer.js";
import { ModelAuth, type ModelCaller, NOBODY } from "./model-auth.js";
import { type ModelEvent, type ModelKeys, type ModelVersion, textOf, within } from "./model-keys.js";
import { ModelLeases } from "./model-leases.js";
import { ModelMembers } from "./model-members.js";
import { type Needs, needsOfDeleteRange, needsOfLease, needsOfPut, needsOfTxn } from "./model-needs.js";
import { checkRange, rangeOf } from "./model-range.js";
import { ModelSessions, type ModelTold } from "./model-sessions.js";
import { checkPut, checkShape, checkTxn, choosePath, hasPut, type Path } from "./model-txn.js";
import { ModelVersions } from "./model-versions.js";

/** What a version counts for the quota beside its key and value. */
const VERSION_BYTES = 128;

/** The keys from a revision on, until the next state. */
interface State {
  readonly revision: number;
  readonly keys: ModelKeys;
}

/** The revisions that can be read. */
interface Bounds {
  readonly revision: number;
  readonly compactRevision: number;
}

/**
 * What the state machine has to do, in the plainest way: the whole keyspace is kept once for every revision. Nothing
 * here is shared with the code that is tested.
 */
export class Model {
  compactRevision = -1;
  readonly leases = new ModelLeases();
  readonly auth = new ModelAuth();
  readonly sessions = new ModelSessions();
  readonly alarms = new ModelAlarms();
  readonly members = new ModelMembers();
  readonly versions = new ModelVersions();
  readonly events = new Map<number, readonly ModelEvent[]>();
  readonly #states: State[] = [{ revision: 1, keys: new Map() }];
  /** Of the command that is being done. */
  #keys = new Map<string, ModelVersion>();
  #events: ModelEvent[] = [];
  #mod = 0;
  /** What it shows as the present one until it changes something. */
  #base = 0;

  get revision(): number {
    return this.#state.revision;
  }

  get latest(): ModelKeys {
    return this.#state.keys;
  }

  get #state(): State {
    return this.#states.at(-1) ?? { revision: 1, keys: new Map() };
  }

  // --- Commands.

  put(revision: number, request: PutRequest, caller = NOBODY): ModelAnswer {
    return this.#command(revision, () => {
      this.#judge(caller, needsOfPut(request));
      this.alarms.checkAddition();
      checkPut(request);
      this.#checkPutNow(request);
      return this.#put(request);
    });
  }

  deleteRange(revision: number, request: DeleteRangeRequest, caller = NOBODY): ModelAnswer {
    return this.#command(revision, () => {
      this.#judge(caller, needsOfDeleteRange(request));
      this.alarms.checkChange();
      if (request.key.length === 0) fail("emptyKey");
      return this.#deleteRange(request);
    });
  }

  txn(revision: number, request: TxnRequest, caller = NOBODY): ModelAnswer {
    return this.#command(revision, () => {
      this.#judge(caller, needsOfTxn(request));
      if (hasPut(request)) this.alarms.checkAddition();
      else this.alarms.checkChange();
      checkTxn(request);
      const path = choosePath(this.#keys, request);
      this.#checkPath(path, this);
      return this.#run(path);
    });
  }

  compact(revision: number, caller = NOBODY): ModelAnswer {
    return answerOf(() => {
      this.#judge(caller, "admin");
      this.alarms.checkChange();
      if (revision <= this.compactRevision) fail("compacted");
      if (revision > this.revision) fail("futureRevision");
      this.compactRevision = revision;
      return {};
    });
  }

  grant({ ID, TTL, time }: LeaseGrantCommand, caller = NOBODY): ModelAnswer {
    return answerOf(() => {
      this.#judge(caller, "user");
      this.alarms.checkAddition();
      return this.leases.grant(ID, TTL, time);
    });
  }

  revoke(revision: number, id: Id, caller = NOBODY): ModelAnswer {
    return this.#command(revision, () => {
      this.#judge(caller, needsOfLease(id));
      this.alarms.checkChange();
      if (!this.leases.byId.has(id)) fail("leaseNotFound");
      this.#end(id);
      return {};
    });
  }

  renew({ IDs, time }: LeaseRenewCommand): ModelAnswer {
    return this.leases.renew(IDs, time);
  }

  /** `termOfEntry` is the log's. */
  expire(revision: number, { IDs, time, term }: LeaseExpireCommand, termOfEntry: number): ModelAnswer {
    return this.#command(revision, () => {
      this.alarms.checkChange();
      for (const id of this.leases.over(IDs, time, term, termOfEntry)) this.#end(id);
      return {};
    });
  }

  alarm(request: AlarmRequest, caller = NOBODY): ModelAnswer {
    return answerOf(() => {
      this.#judge(caller, request.action === AlarmAction.GET ? "user" : "admin");
      const isLate = request.action === AlarmAction.ACTIVATE && this.members.removed.has(request.memberID);
      return isLate ? { alarms: [] } : this.alarms.apply(request);
    });
  }

  /** Of users and roles. */
  manage(change: (auth: ModelAuth) => void, caller = NOBODY): ModelAnswer {
    return answerOf(() => {
      this.#judge(caller, "admin");
      change(this.auth);
      return {};
    });
  }

  /** By an admin, who is told of all of them. */
  changeMembers(change: (members: ModelMembers) => void, caller = NOBODY): ModelAnswer {
    return answerOf(() => {
      this.#judge(caller, "admin");
      change(this.members);
      return { members: this.members.told };
    });
  }

  removeMember(id: Id, caller = NOBODY): ModelAnswer {
    return this.changeMembers((members) => {
      members.remove(id);
      this.alarms.forget(id);
    }, caller);
  }

  downgrade(request: DowngradeRequest, caller = NOBODY): ModelAnswer {
    return answerOf(() => {
      this.#judge(caller, "admin");
      return this.versions.downgrade(request);
    });
  }

  register({ time, key, request }: SessionRegisterCommand, caller = NOBODY): ModelAnswer {
    return answerOf(() => {
      this.#judge(caller, "user");
      const now = Math.max(time, this.leases.time);
      const registered = this.sessions.register(caller.user, key, textOf(request), now);
      this.leases.pass(now);
      return registered;
    });
  }

  expireSessions({ sessions, time }: SessionExpireCommand): ModelAnswer {
    this.leases.pass(time);
    return this.sessions.expire(sessions, time);
  }

  /** A command that a client gave a number. It is repeated if nothing is done. */
  once(
    id: CommandId,
    kind: number,
    { user }: Pick<ModelCaller, "user">,
    run: () => ModelAnswer,
  ): ModelTold & { readonly isRepeated: boolean } {
    let isRepeated = true;
    const told = this.sessions.once(id, kind, user, this.leases.time, () => {
      isRepeated = false;
      const answer = run();
      return { answer, revision: this.revision };
    });
    const { answer, revision } = typeof told === "string" ? { answer: told, revision: this.revision } : told;
    return { answer, revision, isRepeated };
  }

  // --- Queries.

  /** Why somebody may not do or see what needs this. */
  refusal(caller: ModelCaller, needs: Needs): ErrorName | undefined {
    return this.auth.refusal(caller, needs, (lease) => this.keysOf(lease));
  }

  /** In order. */
  keysOf(lease: Id): string[] {
    const attached = [...this.latest.values()].filter((version) => version.lease === lease);
    return attached.map(({ key }) => key).sort();
  }

  range(request: RangeRequest): ModelAnswer {
    return answerOf(() => {
      checkRange(request);
      checkRevision(request, this);
      return this.rangeAt(request.revision > 0 ? request.revision : this.revision, request);
    });
  }

  /** As if nothing had been compacted. */
  rangeAt(revision: number, request: RangeRequest): object {
    return rangeOf(this.keysAt(revision), request);
  }

  /** Of a transaction that only reads. */
  read(request: TxnRequest): ModelAnswer {
    return this.#read(request, this);
  }

  /** The same when the store was at this revision, and as if nothing had been compacted. */
  readAt(revision: number, request: TxnRequest): ModelAnswer {
    return this.#read(request, { revision, compactRevision: -1 });
  }

  /** The keys after the revision, or after the last one before it. */
  keysAt(revision: number): ModelKeys {
    let [least, most] = [0, this.#states.length];
    while (most - least > 1) {
      const middle = Math.floor((least + most) / 2);
      if ((this.#states[middle]?.revision ?? Infinity) <= revision) least = middle;
      else most = middle;
    }
    return this.#states[least]?.keys ?? new Map<string, ModelVersion>();
  }

  /** How many versions a complete compaction leaves, tombstones too. */
  get kept(): number {
    return keptVersions([...this.events.values()].flat(), this.compactRevision);
  }

  /** What counts for the quota: the keys as they were at the compact revision, and every version since. */
  get liveBytes(): number {
    const before = [...this.keysAt(this.compactRevision).values()];
    const since = [...this.events.values()].flat().filter(({ mod }) => mod > this.compactRevision);
    const weights = [...before, ...since].map(({ key, value }) => VERSION_BYTES + key.length + value.length);
    return weights.reduce((sum, weight) => sum + weight, 0);
  }

  // --- How commands are done.

  #begin(keys: ModelKeys, base: number, mod: number): void {
    this.#keys = new Map(keys);
    this.#events = [];
    this.#mod = mod;
    this.#base = base;
  }

  #read(request: TxnRequest, bounds: Bounds): ModelAnswer {
    this.#begin(this.keysAt(bounds.revision), bounds.revision, bounds.revision);
    return answerOf(() => {
      checkShape(request);
      const path = choosePath(this.#keys, request);
      this.#checkPath(path, bounds);
      return this.#run(path);
    });
  }

  #command(revision: number, run: () => object): ModelAnswer {
    this.#begin(this.latest, this.revision, revision);
    const answer = answerOf(run);
    if (typeof answer !== "string" && this.#events.length > 0) {
      this.#states.push({ revision, keys: this.#keys });
      this.events.set(revision, this.#events);
    }
    return answer;
  }

  #judge(caller: ModelCaller, needs: Needs): void {
    const error = this.refusal(caller, needs);
    if (error !== undefined) fail(error);
  }

  #checkPutNow({ key, lease, ignoreValue, ignoreLease }: PutRequest): void {
    if ((ignoreValue || ignoreLease) && !this.#keys.has(textOf(key))) fail("keyNotFound");
    if (lease !== 0 && !this.leases.byId.has(lease)) fail("leaseNotFound");
  }

  #checkPath({ ops }: Path, bounds: Bounds): void {
    for (const { op, path } of ops) {
      if (op.requestRange !== undefined) checkRevision(op.requestRange, bounds);
      if (op.requestPut !== undefined) this.#checkPutNow(op.requestPut);
      if (path !== undefined) this.#checkPath(path, bounds);
    }
  }

  #run({ succeeded, ops }: Path): object {
    return { succeeded, responses: ops.map(({ op, path }) => this.#runOp(op, path)) };
  }

  #runOp({ requestRange, requestPut, requestDeleteRange }: RequestOp, path: Path | undefined): object {
    if (requestRange !== undefined) {
      const keys = requestRange.revision > 0 ? this.keysAt(requestRange.revision) : this.#keys;
      return { ...rangeOf(keys, requestRange), revision: this.#current };
    }
    if (requestPut !== undefined) return { ...this.#put(requestPut), revision: this.#current };
    if (requestDeleteRange !== undefined) return { ...this.#deleteRange(requestDeleteRange), revision: this.#current };
    return path === undefined ? {} : { ...this.#run(path), revision: 0 };
  }

  get #current(): number {
    return this.#events.length > 0 ? this.#mod : this.#base;
  }

  #put({ key: bytes, value, lease, prevKv, ignoreValue, ignoreLease }: PutRequest): object {
    const key = textOf(bytes);
    const previous = this.#keys.get(key);
    const next = {
      key,
      value: ignoreValue ? (previous?.value ?? "") : textOf(value),
      create: previous?.create ?? this.#mod,
      mod: this.#mod,
      version: (previous?.version ?? 0) + 1,
      lease: ignoreLease ? (previous?.lease ?? 0) : lease,
    };
    this.#keys.set(key, next);
    const sub = this.#events.length;
    this.#events.push({ ...next, isDelete: false, sub, hasPrevious: previous !== undefined });
    return { prevKv: prevKv ? previous : undefined };
  }

  #delete(key: string): void {
    this.#keys.delete(key);
    const gone = { key, value: "", create: 0, mod: this.#mod, version: 0, lease: 0 };
    this.#events.push({ ...gone, isDelete: true, sub: this.#events.length, hasPrevious: true });
  }

  #deleteRange(request: DeleteRangeRequest): object {
    const found = within(this.#keys, request);
    for (const { key } of found) this.#delete(key);
    return { deleted: found.length, prevKvs: request.prevKv ? found : [] };
  }

  /** Of a lease, with its keys. */
  #end(id: Id): void {
    for (const key of this.keysOf(id)) this.#delete(key);
    this.leases.byId.delete(id);
  }
}

function checkRevision({ revision }: RangeRequest, bounds: Bounds): void {
  if (revision > bounds.revision) fail("futureRevision");
  if (revision > 0 && revision < bounds.compactRevision) fail("compacted");
}
