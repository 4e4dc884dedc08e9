import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { PeerConnection } from "./peer-connection.js";

const HOST = "127.0.0.1";

/**
 * The way to a member for all others. Members say what they have to say on connections that they dialled themselves, so where two
 * are cut off from each other, the gates of both lose what is on the connections of the other, and nobody is told.
 */
export class PeerGate implements AsyncDisposable {
  readonly #server;
  readonly #connections = new Set<PeerConnection>();
  /** Addresses of the gates of those who are cut off from here. */
  readonly #cutOff = new Set<string>();

  private constructor(memberPort: number) {
    this.#server = createServer({ noDelay: true }, (near) => {
      const far = connect({ port: memberPort, host: HOST, noDelay: true });
      const connection = new PeerConnection(near, far, this.#cutOff);
      this.#connections.add(connection);
      for (const socket of [near, far]) {
        socket.on("close", () => {
          if (near.destroyed && far.destroyed) this.#connections.delete(connection);
        });
      }
    });
  }

  /** `port` 0 takes any that is free. */
  static async open(port: number, memberPort: number): Promise<PeerGate> {
    const gate = new PeerGate(memberPort);
    gate.#server.listen(port, HOST);
    await once(gate.#server, "listening");
    return gate;
  }

  /** Under which the member is known to the others. */
  get address(): string {
    return `${HOST}:${(this.#server.address() as AddressInfo).port}`;
  }

  isCutOffFrom(other: PeerGate): boolean {
    return this.#cutOff.has(other.address);
  }

  cutOffFrom(other: PeerGate): void {
    this.#cutOff.add(other.address);
    other.#cutOff.add(this.address);
  }

  joinWith(other: PeerGate): void {
    this.#admit(other.address);
    other.#admit(this.address);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.end();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Connections that may have lost something are ended, so that new ones are made. */
  #admit(caller: string): void {
    this.#cutOff.delete(caller);
    for (const connection of this.#connections) if (connection.isFrom(caller)) connection.end();
  }
}
