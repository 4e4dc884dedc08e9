import { Snapshot } from "@keyval/api";
import { stream, type StreamCall } from "./call.js";
import type { SnapshotSession } from "./snapshot.js";
import type { SnapshotHandlers } from "./snapshot-since.js";

/** The service Snapshot, as it is called. */
export function snapshotStreams(snapshot: SnapshotHandlers): StreamCall[] {
  return [
    stream(Snapshot.methods.Since, (sink) => {
      let session: SnapshotSession | undefined;
      return {
        take: (request) => {
          session = snapshot.since(request, sink);
        },
        requestsEnded: () => undefined,
        resume: () => session?.resume(),
        close: () => session?.close(),
      };
    }),
  ];
}
