import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

const HOST = "127.0.0.1";

/** The way to a member for all others, which can be cut: what is said there then is lost, and nobody is told. */
export class PeerGate implements AsyncDisposable {
  readonly #server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  /** `port` 0 takes any that is free. */
  private constructor(memberPort: number) {
    this.#server = createServer((near) => {
      const far = connect(memberPort, HOST);
      this.#pass(near, far);
      this.#pass(far, near);
    });
  }

  static async open(port: number, memberPort: number): Promise<PeerGate> {
    const gate = new PeerGate(memberPort);
    gate.#server.listen(port, HOST);
    await once(gate.#server, "listening");
    return gate;
  }

  get url(): string {
    return `http://${HOST}:${(this.#server.address() as AddressInfo).port}`;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  cut(): void {
    this.#isCut = true;
  }

  /** Connections that lost something are ended, so that both sides make new ones. */
  heal(): void {
    this.#isCut = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.heal();
    this.#server.close();
    await once(this.#server, "close");
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on("data", (bytes) => {
      if (this.#isCut || to.write(bytes)) return;
      from.pause();
      to.once("drain", () => from.resume());
    });
    from.on("error", () => undefined);
    from.on("close", () => {
      this.#sockets.delete(from);
      if (!this.#isCut) to.destroy();
    });
  }
}
