import { listOf, wordAt } from "../command.js";
import { renderStatus } from "../render.js";
import { renderLogs } from "../render-logs.js";
import type { Performer } from "./index.js";

export const show = {
  /** `log`, or `log 1,3`: draws the logs as the paper does. */
  log(world, { words }) {
    const ids = words[0] === undefined ? [...world.replicas.keys()] : listOf(words[0]);
    for (const line of renderLogs(world.inOrder.filter(({ id }) => ids.includes(id)))) world.say(line);
  },

  /** `status 1-3`. */
  status(world, command) {
    for (const id of listOf(wordAt(command, 0))) {
      for (const line of renderStatus(world.replica(id).host.raft.status)) world.say(line);
    }
  },

  /** `trace heartbeats`, `trace progress`: shows more from here on. */
  trace(world, { words }) {
    world.trace.showsHeartbeats ||= words.includes("heartbeats");
    world.trace.showsProgress ||= words.includes("progress");
  },
} satisfies Record<string, Performer>;
