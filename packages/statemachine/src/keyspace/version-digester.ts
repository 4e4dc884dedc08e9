import { type Digest, Digester } from "../hash/digest.js";
import type { VersionRecord } from "../record/version-record.js";

type Digested = Pick<VersionRecord, "key" | "mod" | "create" | "version" | "lease">;

/** What a version adds to the hash of the state as long as it is the newest of a live key. */
export class VersionDigester {
  readonly #digester = new Digester();

  /** Good until the next call. */
  digest({ key, mod, create, version, lease }: Digested, value: Uint8Array): Digest {
    const digester = this.#digester;
    digester.reset();
    digester.number(mod);
    digester.number(create);
    digester.number(version);
    if (typeof lease === "number" && lease >= 0) digester.number(lease);
    else digester.text(lease.toString());
    digester.bytes(key);
    digester.bytes(value);
    return digester.finish();
  }
}
