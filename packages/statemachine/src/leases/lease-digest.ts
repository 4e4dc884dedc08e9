import { Digester, type Digest } from "../hash/digest.js";
import type { Lease } from "./lease.js";

/** What the leases add to the hash of the state; each digest is good until the next is asked for. */
export class LeaseDigester {
  readonly #digester = new Digester();

  ofLease({ id, ttl, deadline }: Lease): Digest {
    const digester = this.#digester;
    digester.reset();
    digester.text("lease");
    if (typeof id === "number") digester.number(id);
    else digester.text(id.toString());
    digester.number(ttl);
    digester.number(deadline);
    return digester.finish();
  }

  ofTime(time: number): Digest {
    const digester = this.#digester;
    digester.reset();
    digester.text("leaseTime");
    digester.number(time);
    return digester.finish();
  }
}
