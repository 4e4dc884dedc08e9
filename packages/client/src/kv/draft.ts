import type { CallOptions } from "../connection/options.js";
import type { Bytes } from "./bytes.js";
import type { Condition } from "./condition.js";
import { Conditions } from "./condition.js";
import { type Op, Ops, type PutOptions } from "./ops.js";
import type { Scope } from "./scope.js";
import { Transaction } from "./transaction.js";

/**
 * A change of several keys in the making. What is read is as of one revision, or what the change itself has put; what is
 * put takes effect all at once, and only if nothing that was read has changed by then.
 */
export class Draft<In, Out> {
  readonly #scope: Scope<In, Out>;
  readonly #options: CallOptions;
  readonly #ops: Ops<In, Out>;
  /** As of which everything is read; 0 before the first read. */
  #revision = 0;
  readonly #read = new Map<string, { readonly value: Out | undefined; readonly unchanged: Condition }>();
  readonly #written = new Map<string, { readonly value: Out | undefined; readonly step: Op<unknown> }>();

  constructor(scope: Scope<In, Out>, options: CallOptions) {
    this.#scope = scope;
    this.#options = options;
    this.#ops = new Ops(scope);
  }

  /** The value of a key; undefined where there is none. */
  async get(key: Bytes): Promise<Out | undefined> {
    const name = this.#nameOf(key);
    const known = this.#written.get(name) ?? this.#read.get(name);
    if (known !== undefined) return known.value;
    const { rpc, space, codec } = this.#scope;
    const { header, kvs } = await rpc.kv.range({ key: space.key(key), revision: this.#revision }, this.#options);
    if (this.#revision === 0) this.#revision = header?.revision ?? 0;
    const [kv] = kvs;
    const value = kv && codec.decode(kv.value);
    const unchanged = new Conditions(this.#scope, key).revision("=", kv?.modRevision ?? 0);
    this.#read.set(name, { value, unchanged });
    return value;
  }

  put(key: Bytes, value: In, options: Pick<PutOptions, "lease"> = {}): void {
    const { codec } = this.#scope;
    const step = this.#ops.put(key, value, options);
    this.#written.set(this.#nameOf(key), { value: codec.decode(codec.encode(value)), step });
  }

  delete(key: Bytes): void {
    this.#written.set(this.#nameOf(key), { value: undefined, step: this.#ops.delete(key) });
  }

  /** False, and nothing done, where something that was read has changed. */
  async commit(): Promise<boolean> {
    // What was only read was so at one revision.
    if (this.#written.size === 0) return true;
    const conditions = [...this.#read.values()].map(({ unchanged }) => unchanged);
    const steps = [...this.#written.values()].map(({ step }) => step);
    const transaction = new Transaction(this.#scope.rpc, conditions, steps, []);
    return (await transaction.commit(this.#options)).succeeded;
  }

  #nameOf(key: Bytes): string {
    return Buffer.from(this.#scope.space.key(key)).toString("latin1");
  }
}
