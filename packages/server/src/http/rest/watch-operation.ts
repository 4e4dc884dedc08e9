import { WAIT_SECONDS_MAX } from "../limits.js";
import type { Operation } from "../operation.js";
import { problem, redirect } from "./kv-operations.js";
import { schemaOf } from "./schemas.js";

export const watchOperation: Operation = {
  tag: "Watches",
  summary: "Tells of changes as they happen, as server-sent events or by long poll",
  description:
    "Events `put` and `delete` have a KeyValue as data. The id of an event is its revision, on the last event of each: a " +
    "client that comes back with Last-Event-ID misses nothing and is told nothing twice. An event `end` says why it is the last.",
  parameters: [
    { name: "prefix", in: "query", description: "Of the keys; without it and key, all.", schema: { type: "string" } },
    { name: "key", in: "query", description: "A single key.", schema: { type: "string" } },
    {
      name: "revision",
      in: "query",
      description: "The first revision that is told; without it, what happens from now on.",
      schema: { type: "integer", minimum: 1 },
    },
    {
      name: "wait",
      in: "query",
      description: "By long poll: seconds after which there is an answer even if nothing happened.",
      schema: { type: "integer", minimum: 0, maximum: WAIT_SECONDS_MAX },
    },
    redirect,
    {
      name: "Last-Event-ID",
      in: "header",
      description: "Goes on behind this event; browsers send it by themselves.",
      schema: { type: "string" },
    },
  ],
  answers: {
    200: {
      description: "A stream of events; or with wait the first of them.",
      content: { "text/event-stream": { type: "string" }, "application/json": schemaOf("Events") },
    },
    400: problem("The request says something that is not understood."),
    410: problem("The revision is compacted: read the keys, and watch from the revision of that answer."),
    503: problem("Nobody leads."),
  },
};
