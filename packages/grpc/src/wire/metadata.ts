import type { HeaderBlock } from "../hpack/header-block.js";
import { decodeBase64, encodeBase64 } from "./base64.js";

const NAME = /^[0-9a-z_.-]+$/;
const VALUE = /^[ -~]*$/;

/** Headers of the protocol itself, which are never part of an application's metadata. */
const RESERVED = new Set(["te", "content-type", "content-length", "user-agent", "connection", "host"]);

/** What came from the other side; calls with equal headers share it. */
export type ReadonlyMetadata = Omit<Metadata, "add" | "set" | "delete">;

/**
 * What an application sends along with a call, in both directions: names of lower case, each with one or more values. A
 * name that ends in `-bin` has bytes for values, every other one printable ASCII.
 */
export class Metadata implements Iterable<readonly [name: string, value: string]> {
  readonly #names: string[] = [];
  /** As they stand on the wire: bytes as base64. */
  readonly #values: string[] = [];

  /** `{ token: "abc", "trace-bin": bytes }`, for what has one value per name. */
  static of(values: Readonly<Record<string, string | Uint8Array>>): Metadata {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(values)) metadata.add(name, value);
    return metadata;
  }

  /** The metadata among the header fields of a peer. What belongs to the protocol is left out. */
  static ofHeaders({ names, values }: Pick<HeaderBlock, "names" | "values">): Metadata {
    const metadata = new Metadata();
    for (const [at, name] of names.entries()) {
      if (!isMetadataName(name)) continue;
      metadata.#names.push(name);
      metadata.#values.push(values[at] ?? "");
    }
    return metadata;
  }

  copy(): Metadata {
    const copy = new Metadata();
    copy.#names.push(...this.#names);
    copy.#values.push(...this.#values);
    return copy;
  }

  /** Names and values, as they stand on the wire. */
  *[Symbol.iterator](): Iterator<readonly [name: string, value: string]> {
    for (const [at, name] of this.#names.entries()) yield [name, this.#values[at] ?? ""];
  }

  /** Adds a value behind those that the name has already. */
  add(name: string, value: string | Uint8Array): this {
    const key = name.toLowerCase();
    if (!NAME.test(key) || !isMetadataName(key)) {
      throw new RangeError(
        `metadata "${name}": take letters, digits, "_", "-" and "." for a name, and none of the protocol's own`,
      );
    }
    if (key.endsWith("-bin") === (typeof value === "string")) {
      throw new TypeError(`metadata "${name}": a name that ends in -bin takes bytes, every other one takes a string`);
    }
    if (typeof value === "string" && !VALUE.test(value)) {
      throw new RangeError(`metadata "${name}" holds more than printable ASCII: end the name in -bin and pass bytes`);
    }
    this.#names.push(key);
    this.#values.push(typeof value === "string" ? value.trim() : encodeBase64(value));
    return this;
  }

  /** Puts one value in the place of all that the name has. */
  set(name: string, value: string | Uint8Array): this {
    this.delete(name);
    return this.add(name, value);
  }

  delete(name: string): void {
    const key = name.toLowerCase();
    for (let at = this.#names.lastIndexOf(key); at >= 0; at = this.#names.lastIndexOf(key)) {
      this.#names.splice(at, 1);
      this.#values.splice(at, 1);
    }
  }

  has(name: string): boolean {
    return this.#names.includes(name.toLowerCase());
  }

  /** The first value of a name. */
  get(name: string): string | undefined {
    const at = this.#names.indexOf(name.toLowerCase());
    return at < 0 ? undefined : this.#values[at];
  }

  /** All values of a name, in the order in which they were sent. */
  getAll(name: string): readonly string[] {
    const key = name.toLowerCase();
    return this.#values.filter((_, at) => this.#names[at] === key);
  }

  /** The first value of a name that ends in `-bin`; undefined also where it is no base64. */
  getBytes(name: string): Uint8Array | undefined {
    return this.getAllBytes(name)[0];
  }

  getAllBytes(name: string): readonly Uint8Array[] {
    // Several values may have been joined by commas on the way, which base64 does not use.
    const values = this.getAll(name).flatMap((value) => value.split(","));
    return values.map((value) => decodeBase64(value.trim())).filter((bytes) => bytes !== undefined);
  }
}

/** `grpc-status-details-bin` is the protocol's own by name, and yet made and read by applications. */
function isMetadataName(name: string): boolean {
  if (name.startsWith("grpc-")) return name === "grpc-status-details-bin";
  return !name.startsWith(":") && !RESERVED.has(name);
}
