import {
  type Compare,
  CompareResult,
  CompareTarget,
  type DeleteRangeRequest,
  type Id,
  type PutRequest,
  type RangeRequest,
  type RequestOp,
  SortOrder,
  SortTarget,
  type TxnRequest,
} from "@keyval/api";

/** A version as the model has it; bytes are text with a character per byte. */
export interface ModelVersion {
  readonly key: string;
  readonly value: string;
  readonly create: number;
  readonly mod: number;
  readonly version: number;
  readonly lease: Id;
}

export interface ModelEvent extends ModelVersion {
  readonly isDelete: boolean;
  readonly sub: number;
  readonly hasPrevious: boolean;
}

type Keys = ReadonlyMap<string, ModelVersion>;

/** What a command or query answers: the fields of etcd's messages that matter, or an error. */
export type ModelAnswer = object | string;

class ModelError extends Error {}

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

const fail = (error: string): never => {
  throw new ModelError(error);
};

/** Puts errors in the place of answers. */
function answerOf(run: () => object): ModelAnswer {
  try {
    return run();
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
}

/**
 * What the state machine has to do, in the plainest way: the whole keyspace is kept once for every revision. Nothing
 * here is shared with the code that is tested.
 */
export class Model {
  revision = 1;
  compactRevision = -1;
  /** The keys after each revision. */
  readonly states = new Map<number, Keys>([[1, new Map()]]);
  readonly events = new Map<number, readonly ModelEvent[]>();
  readonly leases = new Set<Id>();
  /** Of the command that is being done. */
  #keys = new Map<string, ModelVersion>();
  #events: ModelEvent[] = [];
  #mod = 0;

  // --- Commands.

  put(revision: number, request: PutRequest): ModelAnswer {
    return this.#command(revision, () => {
      checkPut(request);
      this.#checkPutNow(request);
      return this.#put(request);
    });
  }

  deleteRange(revision: number, request: DeleteRangeRequest): ModelAnswer {
    return this.#command(revision, () => {
      if (request.key.length === 0) fail("emptyKey");
      return this.#deleteRange(request);
    });
  }

  txn(revision: number, request: TxnRequest): ModelAnswer {
    return this.#command(revision, () => {
      checkShape(request);
      this.#checkDuplicates(request);
      const path = this.#choose(request);
      this.#checkPath(path);
      return this.#run(path);
    });
  }

  compact(revision: number): ModelAnswer {
    return answerOf(() => {
      if (revision <= this.compactRevision) fail("compacted");
      if (revision > this.revision) fail("futureRevision");
      this.compactRevision = revision;
      return {};
    });
  }

  grant(id: Id): ModelAnswer {
    return answerOf(() => {
      if (this.leases.has(id)) fail("leaseExists");
      this.leases.add(id);
      return { ID: id };
    });
  }

  revoke(revision: number, id: Id): ModelAnswer {
    return this.#command(revision, () => {
      if (!this.leases.has(id)) fail("leaseNotFound");
      const keys = [...this.#keys.values()].filter(({ lease }) => lease === id).map(({ key }) => key);
      for (const key of keys.sort()) this.#delete(key);
      this.leases.delete(id);
      return {};
    });
  }

  // --- Queries.

  range(request: RangeRequest): ModelAnswer {
    return answerOf(() => {
      checkRange(request);
      this.#checkRevision(request);
      return rangeOf(this.#stateAt(request.revision > 0 ? request.revision : this.revision), request);
    });
  }

  /** Of a transaction that only reads. */
  read(request: TxnRequest): ModelAnswer {
    this.#begin(this.revision);
    return answerOf(() => {
      checkShape(request);
      const path = this.#choose(request);
      this.#checkPath(path);
      return this.#run(path);
    });
  }

  /** The keys after the revision, or after the last one before it. */
  #stateAt(revision: number): Keys {
    const last = Math.max(...[...this.states.keys()].filter((each) => each <= revision));
    return this.states.get(last) ?? new Map<string, ModelVersion>();
  }

  get latest(): Keys {
    return this.#stateAt(this.revision);
  }

  /** How many versions a complete compaction leaves, tombstones too. */
  get kept(): number {
    const byKey = new Map<string, ModelEvent[]>();
    for (const event of [...this.events.values()].flat()) {
      const versions = byKey.get(event.key) ?? [];
      byKey.set(event.key, [...versions, event]);
    }
    let count = 0;
    for (const versions of byKey.values()) {
      const newest = versions.findLast(({ mod }) => mod <= this.compactRevision);
      const isGone = newest?.isDelete === true && newest.mod < this.compactRevision;
      count += versions.filter(
        ({ mod }) => newest === undefined || mod > newest.mod || (mod === newest.mod && !isGone),
      ).length;
    }
    return count;
  }

  // --- How commands are done.

  #begin(revision: number): void {
    this.#keys = new Map(this.latest);
    this.#events = [];
    this.#mod = revision;
  }

  #command(revision: number, run: () => object): ModelAnswer {
    this.#begin(revision);
    const answer = answerOf(run);
    if (typeof answer !== "string" && this.#events.length > 0) {
      this.revision = revision;
      this.states.set(revision, this.#keys);
      this.events.set(revision, this.#events);
    }
    return answer;
  }

  get #current(): number {
    return this.#events.length > 0 ? this.#mod : this.revision;
  }

  #checkPutNow({ key, lease, ignoreValue, ignoreLease }: PutRequest): void {
    if ((ignoreValue || ignoreLease) && !this.#keys.has(textOf(key))) fail("keyNotFound");
    if (lease !== 0 && !this.leases.has(lease)) fail("leaseNotFound");
  }

  #checkRevision({ revision }: RangeRequest): void {
    if (revision > this.revision) fail("futureRevision");
    if (revision > 0 && revision < this.compactRevision) fail("compacted");
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

  #choose(request: TxnRequest): Path {
    const succeeded = request.compare.every((compare) => compares(this.#keys, compare));
    const ops = succeeded ? request.success : request.failure;
    return { succeeded, ops: ops.map((op) => ({ op, path: op.requestTxn && this.#choose(op.requestTxn) })) };
  }

  #checkPath({ ops }: Path): void {
    for (const { op, path } of ops) {
      if (op.requestRange !== undefined) this.#checkRevision(op.requestRange);
      if (op.requestPut !== undefined) this.#checkPutNow(op.requestPut);
      if (path !== undefined) this.#checkPath(path);
    }
  }

  #run({ succeeded, ops }: Path): object {
    return { succeeded, responses: ops.map(({ op, path }) => this.#runOp(op, path)) };
  }

  #runOp({ requestRange, requestPut, requestDeleteRange }: RequestOp, path: Path | undefined): object {
    if (requestRange !== undefined) {
      const keys = requestRange.revision > 0 ? this.#stateAt(requestRange.revision) : this.#keys;
      return { ...rangeOf(keys, requestRange), revision: this.#current };
    }
    if (requestPut !== undefined) return { ...this.#put(requestPut), revision: this.#current };
    if (requestDeleteRange !== undefined) return { ...this.#deleteRange(requestDeleteRange), revision: this.#current };
    return path === undefined ? {} : { ...this.#run(path), revision: 0 };
  }

  /** Two operations of a branch that can both be done may not put a key twice, nor put and delete it. */
  #checkDuplicates(request: TxnRequest): void {
    for (const branch of [request.success, request.failure]) {
      const changes = branch.map((op) => changesOf(op));
      for (const [i, one] of changes.entries()) {
        for (const other of changes.slice(i + 1)) {
          const clash = one.puts.some(
            (key) => other.puts.includes(key) || other.deletes.some((range) => isIn(range, key)),
          );
          if (clash || other.puts.some((key) => one.deletes.some((range) => isIn(range, key)))) fail("duplicateKey");
        }
      }
      for (const { requestTxn } of branch) if (requestTxn !== undefined) this.#checkDuplicates(requestTxn);
    }
  }
}

interface Path {
  readonly succeeded: boolean;
  readonly ops: readonly { readonly op: RequestOp; readonly path: Path | undefined }[];
}

interface Span {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
}

function isIn({ key, rangeEnd }: Span, text: string): boolean {
  const [first, end] = [textOf(key), textOf(rangeEnd)];
  if (end === "") return text === first;
  return text >= first && (end === "\0" || text < end);
}

function within(keys: Keys, span: Span): ModelVersion[] {
  return [...keys.values()].filter(({ key }) => isIn(span, key)).sort((a, b) => (a.key < b.key ? -1 : 1));
}

function changesOf(op: RequestOp): { puts: string[]; deletes: Span[] } {
  const inner = op.requestTxn === undefined ? [] : [...op.requestTxn.success, ...op.requestTxn.failure].map(changesOf);
  return {
    puts: [...(op.requestPut === undefined ? [] : [textOf(op.requestPut.key)]), ...inner.flatMap(({ puts }) => puts)],
    deletes: [
      ...(op.requestDeleteRange === undefined ? [] : [op.requestDeleteRange]),
      ...inner.flatMap(({ deletes }) => deletes),
    ],
  };
}

function checkPut({ key, value, lease, ignoreValue, ignoreLease }: PutRequest): void {
  if (key.length === 0) fail("emptyKey");
  if (ignoreValue && value.length > 0) fail("valueProvided");
  if (ignoreLease && lease !== 0) fail("leaseProvided");
}

function checkRange({ key, sortOrder, sortTarget }: RangeRequest): void {
  if (key.length === 0) fail("emptyKey");
  if (!(sortOrder in [0, 1, 2]) || !(sortTarget in [0, 1, 2, 3, 4])) fail("invalidSortOption");
}

function checkShape({ compare, success, failure }: TxnRequest): void {
  if (compare.some(({ key }) => key.length === 0)) fail("emptyKey");
  for (const { requestRange, requestPut, requestDeleteRange, requestTxn } of [...success, ...failure]) {
    if (requestRange !== undefined) checkRange(requestRange);
    else if (requestPut !== undefined) checkPut(requestPut);
    else if (requestTxn !== undefined) checkShape(requestTxn);
    else if (requestDeleteRange === undefined) fail("keyNotFound");
    else if (requestDeleteRange.key.length === 0) fail("emptyKey");
  }
}

function compares(keys: Keys, compare: Compare): boolean {
  const found = within(keys, compare);
  if (found.length === 0 && compare.target === CompareTarget.VALUE) return false;
  const nothing = { key: "", value: "", create: 0, mod: 0, version: 0, lease: 0 };
  return (found.length === 0 ? [nothing] : found).every((version) => {
    const [left, right] = sidesOf(version, compare);
    if (compare.result === CompareResult.EQUAL) return left === right;
    if (compare.result === CompareResult.NOT_EQUAL) return left !== right;
    return compare.result === CompareResult.GREATER ? left > right : left < right;
  });
}

function sidesOf(version: ModelVersion, compare: Compare): [Id | string, Id | string] {
  if (compare.target === CompareTarget.VERSION) return [version.version, compare.version ?? 0];
  if (compare.target === CompareTarget.CREATE) return [version.create, compare.createRevision ?? 0];
  if (compare.target === CompareTarget.MOD) return [version.mod, compare.modRevision ?? 0];
  if (compare.target === CompareTarget.LEASE) return [version.lease, compare.lease ?? 0];
  return [version.value, textOf(compare.value ?? new Uint8Array(0))];
}

function rangeOf(keys: Keys, request: RangeRequest): object {
  const all = within(keys, request);
  if (request.countOnly) return { kvs: [], more: false, count: all.length };
  const { sortOrder, sortTarget, minModRevision: minMod, maxModRevision: maxMod } = request;
  const { minCreateRevision: minCreate, maxCreateRevision: maxCreate } = request;
  const hasFilter = minMod !== 0 || maxMod !== 0 || minCreate !== 0 || maxCreate !== 0;
  let found = all;
  // Without order and filter the limit cuts before the sort, and leaves one more than it says.
  if (request.limit > 0 && sortOrder === SortOrder.NONE && !hasFilter) found = found.slice(0, request.limit + 1);
  found = found.filter(
    ({ mod, create }) =>
      (minMod === 0 || mod >= minMod) &&
      (maxMod === 0 || mod <= maxMod) &&
      (minCreate === 0 || create >= minCreate) &&
      (maxCreate === 0 || create <= maxCreate),
  );
  const sorted = sortOrder === SortOrder.DESCEND ? byTarget(found, sortTarget, -1) : byTarget(found, sortTarget, 1);
  const limit = request.limit > 0 ? request.limit : Infinity;
  const kvs = sorted.slice(0, limit).map((kv) => {
    if (!request.keysOnly) return kv;
    return { ...kv, value: "", lease: sortTarget === SortTarget.VALUE ? kv.lease : 0 };
  });
  return { kvs, more: sorted.length > limit, count: all.length };
}

function byTarget(found: readonly ModelVersion[], target: SortTarget, sign: number): ModelVersion[] {
  const field = (["key", "version", "create", "mod", "value"] as const)[target];
  return [...found].sort((a, b) => (a[field] === b[field] ? 0 : a[field] < b[field] ? -sign : sign));
}
