import { Watch, WatchRequest } from "@keyval/api";
import { raw, Status, type RpcServer } from "@keyval/grpc";
import type { WatchSource } from "../rpc/key-watch.js";
import type { Served } from "../rpc/served.js";
import { WatchSession } from "../rpc/watch.js";
import { copyOf, decodeFor } from "./answer.js";

export interface WatchDoorOptions extends WatchSource {
  readonly served: Served;
}

/** The service Watch on gRPC. */
export function serveWatch(server: RpcServer, { served, hub, watching }: WatchDoorOptions): void {
  server.handle(raw(Watch.methods.Watch), (call) => {
    const session = new WatchSession(served, hub(), { send: (response) => call.write(response) });
    // The client comes back and goes on behind the last event that it was told of.
    const replaced = (): void => {
      call.fail(Status.UNAVAILABLE, "this member was brought up to date by a snapshot: watch again");
    };
    watching.add(replaced);
    call.onMessage = (bytes) => {
      const request = decodeFor(call, WatchRequest, copyOf(bytes));
      if (request !== undefined) session.request(request);
    };
    call.onEnd = () => {
      call.end();
    };
    call.onWritable = () => {
      session.resume();
    };
    call.whenFinished(() => {
      watching.delete(replaced);
      session.close();
    });
  });
}
