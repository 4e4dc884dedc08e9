import { createLogger, startServer as startMember, type RunningServer } from "@keyval/server";
import { configOf } from "./config-of.js";
import type { ServerOptions } from "./server-options.js";

/** A server in this process that serves clients. */
export interface EmbeddedServer extends AsyncDisposable {
  /** Where clients reach it, with the port as it turned out: `http://127.0.0.1:2379`. */
  readonly url: string;
  /**
   * Resolves once the server has stopped, whoever asked for it, and rejects if it could not go on. It is not to be missed:
   * where nobody handles it, Node ends the process and says why.
   */
  readonly ended: Promise<void>;
  /** Answers what was asked before, lets go of ports and data, and resolves then. */
  stop(): Promise<void>;
}

/**
 * Starts a server in this process, a cluster of its own unless the flags name other members, and resolves when it serves
 * clients. Rejects with a sentence if it can not.
 */
export async function startServer(options: ServerOptions = {}): Promise<EmbeddedServer> {
  const config = configOf(options);
  const life = new Life();
  const starting = startMember(config, {
    log: createLogger(config.logLevel, "server", options.log ?? (() => undefined)),
    failed: life.failed,
    removed: life.removed,
  });
  life.begin(starting);
  const serving = starting.then(async (server) => {
    await server.ready;
    return server.clientUrls[0];
  });
  try {
    const url = await Promise.race([serving, life.ended]);
    if (url === undefined) throw new Error("the member may not serve clients: its log says why");
    const stop = (): Promise<void> => life.stop();
    // Another promise than the one that was waited for here, so that its failure is missed if nobody waits for it.
    return { url, ended: life.ended.then(), stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await life.stop().catch(() => undefined);
    throw error;
  }
}

/** From the start of a server to its end, which comes once. */
class Life {
  readonly ended: Promise<undefined>;
  #end: (failure?: Error) => void = () => undefined;
  #starting: Promise<RunningServer> | undefined;
  #stopping: Promise<void> | undefined;

  constructor() {
    this.ended = new Promise((resolve, reject) => {
      this.#end = (failure) => {
        if (failure === undefined) resolve(undefined);
        else reject(failure);
      };
    });
  }

  begin(starting: Promise<RunningServer>): void {
    this.#starting = starting;
  }

  /** What went wrong first is what is told, whatever becomes of the rest. */
  readonly failed = (reason: Error): void => {
    this.#end(reason);
    this.stop().catch(() => undefined);
  };

  readonly removed = (): void => {
    this.stop().catch(() => undefined);
  };

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const server = await this.#starting;
    try {
      await server?.stop();
      this.#end();
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }
}
