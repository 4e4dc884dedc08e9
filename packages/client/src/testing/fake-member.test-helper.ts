import { errors, type ErrorName, type Init } from "@keyval/api";
import type { Call, Handler, Method, MethodKind, Status } from "@keyval/grpc";
import { RpcServer } from "@keyval/grpc";
import { nodeClock, type Server, type ServerOptions, serve } from "@keyval/grpc/transport";
import type { ApiMethod } from "../connection/owned-method.js";

/** A server that a test plays. It keeps who called what. */
export class FakeMember implements AsyncDisposable {
  readonly #rpc: RpcServer;
  #server: Server | undefined;
  readonly #failed: unknown[] = [];
  /** The names of the methods that were called. */
  readonly calls: string[] = [];

  constructor() {
    this.#rpc = new RpcServer({
      clock: nodeClock,
      failed: (bug) => this.#failed.push(bug),
      interceptors: [
        (call, proceed) => {
          this.calls.push(call.method.path.slice(call.method.path.lastIndexOf("/") + 1));
          proceed();
        },
      ],
    });
  }

  /** Before it listens. Requests are read with every field set; responses may leave some out. */
  handle<Request, Response, Kind extends MethodKind>(
    method: ApiMethod<Request, Response, Kind>,
    handler: Handler<Request, Init<Response>, Kind>,
  ): this {
    this.#rpc.handle(method as unknown as Method<Request, Init<Response>, Kind>, handler);
    return this;
  }

  async listen(tls?: ServerOptions["tls"]): Promise<this> {
    this.#server = await serve({
      host: "127.0.0.1",
      port: 0,
      ...(tls && { tls }),
      accept: (connection, peer) => this.#rpc.accept(connection, peer),
    });
    return this;
  }

  get endpoint(): string {
    if (this.#server === undefined) throw new TypeError("it does not listen");
    return `127.0.0.1:${this.#server.port}`;
  }

  get connections(): number {
    return this.#server?.connections ?? 0;
  }

  /** Ends all connections; what is under way fails. */
  async stop(): Promise<void> {
    await this.#server?.stop(0);
    this.#server = undefined;
    if (this.#failed.length > 0) throw this.#failed[0];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** Fails a call as a server of the kind does. */
export function refuse(call: Call, name: ErrorName): void {
  const { code, message } = errors[name];
  call.fail(code as Status, message);
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (value: Uint8Array | undefined): string => new TextDecoder().decode(value);

/** An endpoint where nobody listens. */
export const NOBODY = "127.0.0.1:1";
