import type { ReplyCall, ServerStreamHandler, WriteCall } from "../server/call.js";
import type { Codec, Method } from "../service/service.js";
import { QUESTION_BYTES_MAX } from "../limits.js";
import { ProtoWriter, protoNumber, protoText, readProto } from "../wire/proto.js";
import { Status } from "../wire/status.js";

export const ServingStatus = { UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } as const;
export type ServingStatus = (typeof ServingStatus)[keyof typeof ServingStatus];

/** The name of the service that is asked about; "" is the server as a whole. */
const request: Codec<string> = {
  encode: (service) => new ProtoWriter().text(1, service).finish(),
  decode: (bytes) => {
    const fields = bytes.length <= QUESTION_BYTES_MAX ? readProto(bytes) : undefined;
    const service = fields && protoText(fields, 1);
    if (service === undefined) throw new RangeError("it has to hold the name of a service, and little else");
    return service;
  },
};

const response: Codec<number> = {
  encode: (status) => new ProtoWriter().number(1, status).finish(),
  decode: (bytes) => protoNumber(readProto(bytes) ?? [], 1),
};

/** `grpc.health.v1.Health`, the protocol by which load balancers and clients ask whether a server serves. */
export const healthService = {
  name: "grpc.health.v1.Health",
  methods: {
    check: { path: "/grpc.health.v1.Health/Check", kind: "unary", request, response } satisfies Method<string, number>,
    watch: { path: "/grpc.health.v1.Health/Watch", kind: "serverStream", request, response } satisfies Method<
      string,
      number
    >,
  },
} as const;

interface Watcher {
  readonly call: WriteCall<number>;
  /** What the client was told last. */
  told: ServingStatus | undefined;
  /** Whether what it was told has left; until then newer states only replace each other. */
  isReady: boolean;
}

/** The state of each service, and who watches it. */
export class Health {
  readonly #statuses = new Map<string, ServingStatus>([["", ServingStatus.SERVING]]);
  readonly #watchers = new Map<string, Set<Watcher>>();
  #isShutDown = false;

  /** After `shutDown` nothing serves any more, whatever is said here. */
  set(service: string, status: ServingStatus): void {
    if (this.#isShutDown) return;
    this.#statuses.set(service, status);
    this.#tell(service);
  }

  /** Everything stops serving, and says so before it is gone. */
  shutDown(): void {
    this.#isShutDown = true;
    for (const service of this.#statuses.keys()) {
      this.#statuses.set(service, ServingStatus.NOT_SERVING);
      this.#tell(service);
    }
  }

  /** For `server.serve(healthService, health.handlers)`. */
  readonly handlers = {
    check: (service: string, call: ReplyCall<number>): void => {
      const status = this.#statuses.get(service);
      if (status === undefined) call.fail(Status.NOT_FOUND, "unknown service");
      else call.reply(status);
    },
    watch: ((service, call) => {
      const watcher: Watcher = { call, told: undefined, isReady: true };
      const watchers = this.#watchers.get(service) ?? new Set();
      this.#watchers.set(service, watchers.add(watcher));
      call.whenFinished(() => {
        watchers.delete(watcher);
        if (watchers.size === 0 && this.#watchers.get(service) === watchers) this.#watchers.delete(service);
      });
      call.onWritable = () => {
        watcher.isReady = true;
        this.#tellOne(service, watcher);
      };
      this.#tellOne(service, watcher);
    }) satisfies ServerStreamHandler<string, number>,
  };

  #tell(service: string): void {
    for (const watcher of this.#watchers.get(service) ?? []) this.#tellOne(service, watcher);
  }

  /** A watcher that does not read is told the latest state when it does, not all that were between. */
  #tellOne(service: string, watcher: Watcher): void {
    const status = this.#statuses.get(service) ?? ServingStatus.SERVICE_UNKNOWN;
    if (!watcher.isReady || watcher.told === status) return;
    watcher.told = status;
    watcher.isReady = watcher.call.write(status);
  }
}
