import { performServerHandshake, type ServerHttp2Session } from "node:http2";
import { Duplex } from "node:stream";

/** Where the calls of members say under which addresses they are reached themselves (docs/internals/peer-frames.md). */
const ADDRESSES = "keyval-addresses";

/** Reads along on a connection to a member until its first call, which says who dialled. */
export class Introduction {
  readonly #session: ServerHttp2Session;
  readonly #heard = new Duplex({
    read: () => undefined,
    // What this side would answer is for nobody: the member itself does.
    write: (_bytes, _encoding, done) => {
      done();
    },
  });

  /** Hands over `host:port` of each URL of who dialled; none if it is a stranger. */
  constructor(introduced: (addresses: readonly string[]) => void) {
    this.#session = performServerHandshake(this.#heard);
    this.#session.on("stream", (stream, headers) => {
      stream.on("error", () => undefined);
      const addresses = headers[ADDRESSES];
      introduced(typeof addresses === "string" ? addresses.split(",") : []);
      this.close();
    });
    this.#session.on("error", () => {
      introduced([]);
    });
  }

  read(bytes: Uint8Array): void {
    this.#heard.push(bytes);
  }

  close(): void {
    this.#session.destroy();
  }
}
