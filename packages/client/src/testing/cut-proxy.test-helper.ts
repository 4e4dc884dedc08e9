import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A network between a client and a server that a test can cut. */
export class CutProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  /** Of what the server says: so many bytes still arrive. */
  #audible = Infinity;

  private constructor(targetPort: number) {
    this.#server = createServer((near) => {
      const far = connect(targetPort, "127.0.0.1");
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        // Nothing says that it is cut: what is sent just does not arrive.
        socket.on("data", (bytes) => {
          if (this.#isCut || (socket === far && this.#audible <= 0)) return;
          if (socket === far) this.#audible -= bytes.length;
          other.write(bytes);
        });
        socket.on("error", () => undefined);
        socket.on("close", () => {
          this.#sockets.delete(socket);
          if (!this.#isCut) other.destroy();
        });
      }
    });
  }

  static async to(url: string): Promise<CutProxy> {
    const proxy = new CutProxy(Number(new URL(url).port));
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get endpoint(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Swallows everything from now on, on connections that come as well. */
  cut(): void {
    this.#isCut = true;
  }

  /** Swallows what the server says from now on; what it is told still arrives. */
  mute(): void {
    this.muteAfter(0);
  }

  /** The same from about so many bytes on. */
  muteAfter(bytes: number): void {
    this.#audible = bytes;
  }

  /** Connections that were cut are broken, new ones work. */
  heal(): void {
    this.break();
    this.#isCut = false;
    this.#audible = Infinity;
  }

  /** Ends all connections, for all to see. */
  break(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.break();
    this.#server.close();
    await once(this.#server, "close");
  }
}
