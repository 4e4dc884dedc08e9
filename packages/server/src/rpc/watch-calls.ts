import { Watch } from "@keyval/api";
import { stream, type StreamCall } from "./call.js";
import type { WatchSource } from "./key-watch.js";
import type { Served } from "./served.js";
import { WatchSession } from "./watch.js";

export interface WatchOptions extends WatchSource {
  readonly served: Served;
}

/** The service Watch, as it is called. */
export function watchStreams({ served, hub, watching }: WatchOptions): StreamCall[] {
  return [
    stream(Watch.methods.Watch, (sink) => {
      const session = new WatchSession(served, hub(), sink);
      // The client comes back and goes on behind the last event that it was told of.
      const replaced = (): void => {
        sink.fail("storeReplaced");
      };
      watching.add(replaced);
      return {
        take: (request) => {
          session.request(request);
        },
        // As with etcd, watches go on when nothing more is asked.
        requestsEnded: () => undefined,
        resume: () => {
          session.resume();
        },
        close: () => {
          watching.delete(replaced);
          session.close();
        },
      };
    }),
  ];
}
