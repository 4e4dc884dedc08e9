import { Reader, Writer } from "@keyval/raft/varint";
import { decodeCommand, EMPTY_REGISTER, obey, type CommandResult, type Register } from "./command.js";

const MODULUS = 2 ** 31 - 1;
const FACTOR = 48_271;

/** The state of the simulator's state machine: some registers, and a digest of everything that ever happened to them. */
export class Registers {
  readonly #byKey: Map<number, Register>;
  #applied: number;
  #digest: number;

  constructor(byKey = new Map<number, Register>(), applied = 0, digest = 1) {
    this.#byKey = byKey;
    this.#applied = applied;
    this.#digest = digest;
  }

  get applied(): number {
    return this.#applied;
  }

  /** Equal on two members only if they applied the same commands at the same indexes. */
  get digest(): number {
    return this.#digest;
  }

  get(key: number): Register {
    return this.#byKey.get(key) ?? EMPTY_REGISTER;
  }

  skip(index: number): void {
    this.#applied = index;
    this.#mix(index);
  }

  apply(index: number, body: Uint8Array): CommandResult {
    const command = decodeCommand(body);
    const result = obey(command, this.get(command.key), index);
    if (result.register.version === 0) this.#byKey.delete(command.key);
    else this.#byKey.set(command.key, result.register);
    this.skip(index);
    for (const byte of body) this.#mix(byte);
    return result;
  }

  encode(): Uint8Array {
    const writer = new Writer();
    writer.number(this.#applied);
    writer.number(this.#digest);
    writer.number(this.#byKey.size);
    for (const [key, { value, version, revision }] of [...this.#byKey].sort(([a], [b]) => a - b)) {
      writer.number(key);
      writer.number(value);
      writer.number(version);
      writer.number(revision);
    }
    return writer.bytes();
  }

  static decode(bytes: Uint8Array): Registers {
    const reader = new Reader(bytes);
    const applied = reader.number();
    const digest = reader.number();
    const byKey = new Map<number, Register>();
    for (let left = reader.count(); left > 0; left--) {
      byKey.set(reader.number(), { value: reader.number(), version: reader.number(), revision: reader.number() });
    }
    return new Registers(byKey, applied, digest);
  }

  #mix(value: number): void {
    this.#digest = (this.#digest * FACTOR + (value % MODULUS) + 1) % MODULUS;
  }
}
