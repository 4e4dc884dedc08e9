import type { Compression } from "../wire/compression.js";

/** The ways of compression that a side knows, by name. `identity` is always known, and none of them. */
export class Codings {
  readonly #byName: ReadonlyMap<string, Compression>;
  /** For `grpc-accept-encoding`. */
  readonly accepted: string;

  constructor(compressions: readonly Compression[]) {
    this.#byName = new Map(compressions.map((compression) => [compression.name, compression]));
    this.accepted = ["identity", ...this.#byName.keys()].join(",");
  }

  /** By the name in `grpc-encoding`; undefined for none, "unknown" for one that is not known here. */
  find(name: string | undefined): Compression | undefined | "unknown" {
    if (name === undefined || name === "identity") return undefined;
    return this.#byName.get(name) ?? "unknown";
  }
}
