import { Digester, type Digest } from "../hash/digest.js";
import type { Session } from "./session.js";

/** What sessions add to the hash of the state; each digest is good until the next is asked for. */
export class SessionDigester {
  readonly #digester = new Digester();

  ofLast(session: number): Digest {
    const digester = this.#begin("lastSession");
    digester.number(session);
    return digester.finish();
  }

  ofSession({ session, user, used, acknowledged, keyed }: Session): Digest {
    const digester = this.#begin("session");
    digester.number(session);
    digester.text(user);
    digester.number(used);
    digester.number(acknowledged);
    digester.text(keyed.key);
    digester.bytes(keyed.request);
    return digester.finish();
  }

  ofResult(session: number, number: number, result: Uint8Array): Digest {
    const digester = this.#begin("sessionResult");
    digester.number(session);
    digester.number(number);
    digester.bytes(result);
    return digester.finish();
  }

  #begin(table: string): Digester {
    this.#digester.reset();
    this.#digester.text(table);
    return this.#digester;
  }
}
