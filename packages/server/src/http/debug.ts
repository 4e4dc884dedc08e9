import { memoryUsage, pid, uptime, versions } from "node:process";
import type { Route } from "./route.js";

/** `/debug/vars`: the process in numbers, for people who look into it. The command line is told, as etcd does it; secrets do not belong there. */
export function debugRoutes(commandLine: readonly string[]): Route[] {
  return [
    {
      method: "GET",
      path: "/debug/vars",
      answer: (_, reply) => {
        reply.json(200, {
          cmdline: commandLine,
          memstats: memoryUsage(),
          node: versions.node,
          pid,
          uptime_seconds: uptime(),
        });
      },
    },
  ];
}
