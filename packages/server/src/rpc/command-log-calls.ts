import { CommandLog } from "@keyval/api";
import { stream, type StreamCall } from "./call.js";
import type { CommandLogHandlers, CommandLogReading } from "./command-log.js";

/** The service CommandLog, as it is called. */
export function commandLogStreams(commandLog: CommandLogHandlers): StreamCall[] {
  return [
    stream(CommandLog.methods.Read, (sink) => {
      let reading: CommandLogReading | undefined;
      return {
        take: (request) => {
          reading = commandLog.read(request, sink);
        },
        requestsEnded: () => undefined,
        resume: () => reading?.resume(),
        close: () => reading?.close(),
      };
    }),
  ];
}
