import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Who is at the other end. What it costs to know is paid by whoever asks, while the connection stands. */
export class Peer {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get address(): string {
    return this.#socket.remoteAddress ?? "";
  }

  get port(): number {
    return this.#socket.remotePort ?? 0;
  }

  get encrypted(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  /** The subject of a client certificate that was verified, as OpenSSL names its parts. */
  get subject(): Readonly<Record<string, string | string[] | undefined>> | undefined {
    if (!(this.#socket instanceof TLSSocket) || !this.#socket.authorized) return undefined;
    return this.#socket.getPeerCertificate().subject;
  }
}
