import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

interface Connection {
  readonly near: Socket;
  readonly far: Socket;
  isDead: boolean;
}

/** The way to a member, which may be slow, or swallow what is sent on it. */
export class Line implements AsyncDisposable {
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #isStepped = false;

  private constructor(port: number) {
    // Or what is small waits for as long as an acknowledgement takes, which is no matter of steps.
    const noDelay = true;
    this.#server = createServer({ noDelay }, (near) => {
      const far = connect({ port, host: "127.0.0.1", noDelay });
      const connection = { near, far, isDead: false };
      this.#connections.add(connection);
      near.on("readable", () => {
        if (!this.#isStepped) pass(connection, Infinity);
      });
      far.on("data", (bytes) => {
        if (!connection.isDead) near.write(bytes);
      });
      for (const socket of [near, far]) {
        socket.on("error", () => undefined);
        socket.on("close", () => {
          this.#connections.delete(connection);
          if (connection.isDead) return;
          near.destroy();
          far.destroy();
        });
      }
    });
  }

  static async to(port: number): Promise<Line> {
    const line = new Line(port);
    line.#server.listen(0, "127.0.0.1");
    await once(line.#server, "listening");
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What is sent on the connections that there are is lost from now on, and nobody is told. New ones work. */
  die(): void {
    for (const connection of this.#connections) connection.isDead = true;
  }

  /** Nothing goes on towards the member from now on but by steps. */
  throttle(): void {
    this.#isStepped = true;
  }

  /** Everything goes on again. */
  flow(): void {
    this.#isStepped = false;
    this.step(Infinity);
  }

  /** So many bytes go on at most, of each connection. */
  step(bytes: number): void {
    for (const connection of this.#connections) pass(connection, bytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const { near, far } of this.#connections) {
      near.destroy();
      far.destroy();
    }
    await once(this.#server, "close");
  }
}

function pass({ near, far, isDead }: Connection, most: number): void {
  const length = Math.min(most, near.readableLength);
  const bytes = length > 0 ? (near.read(length) as Buffer | null) : null;
  if (bytes !== null && !isDead) far.write(bytes);
  // Asked for nothing, it reads on.
  else if (length === 0) near.read(0);
}
