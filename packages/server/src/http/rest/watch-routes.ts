import { EventType, Watch, WatchRequest, WatchResponse, statusOf } from "@keyval/api";
import type { ErrorName, Event, Init } from "@keyval/api";
import type { Calls, StreamCall, StreamTaker } from "../../rpc/call.js";
import { NOBODY } from "../../rpc/reply.js";
import type { HttpReply } from "../http-reply.js";
import type { HttpRequest } from "../http-request.js";
import { QUIET_MS, WAIT_SECONDS_MAX } from "../limits.js";
import { PacedOutput } from "../paced-output.js";
import type { Route } from "../route.js";
import { keysWithPrefix } from "./key-list.js";
import { keyJson, keyValueJson } from "./key-value-json.js";
import { isSentToLeader, type LeaderPlace } from "./leader-redirect.js";
import { isProblem, numberParameter, unknownParameter } from "./parameters.js";
import { badRequest, problemOf, sendProblem, type Problem } from "./problem.js";
import { watchOperation } from "./watch-operation.js";

export interface WatchRoutesOptions {
  readonly calls: Calls;
  readonly leader: () => LeaderPlace;
  /** What lies before it can not be told any more. */
  readonly compactRevision: () => number;
}

/** What is told of a watch. */
interface Listener {
  begun(revision: number): void;
  /** False if no more should come before `StreamTaker.resume`. */
  told(response: WatchResponse): boolean;
  failed(error: ErrorName): void;
}

/** Changes as they happen: server-sent events, or by long poll. */
export function watchRoutes(options: WatchRoutesOptions): Route[] {
  const call = options.calls.streams.get(Watch.methods.Watch.path);
  if (call === undefined) return [];
  return [
    {
      method: "GET",
      path: "/watch",
      operation: watchOperation,
      answer: (request, reply) => {
        const unknown = unknownParameter(request, watchOperation.parameters ?? []);
        if (unknown === undefined && isSentToLeader(request, reply, options.leader)) return;
        const problem = unknown ?? answerWatch(call, request, reply, options.compactRevision());
        if (problem !== undefined) sendProblem(reply, problem);
      },
    },
  ];
}

function answerWatch(call: StreamCall, request: HttpRequest, reply: HttpReply, compacted: number): Problem | undefined {
  const revision = startOf(request);
  if (isProblem(revision)) return revision;
  const wait = numberParameter(request, "wait", [0, WAIT_SECONDS_MAX], -1);
  if (isProblem(wait)) return wait;
  const [key, prefix] = [request.query.bytes("key"), request.query.bytes("prefix")];
  if (key !== undefined && prefix !== undefined)
    return badRequest("a watch is for one key or for one prefix: leave one");
  // The client would come back and be told the same, for ever.
  if (revision > 0 && revision < compacted) return problemOf("compacted", false);
  const span = key === undefined ? keysWithPrefix(prefix ?? new Uint8Array(0)) : { key };
  const asked = WatchRequest.create({ createRequest: { ...span, startRevision: revision, progressNotify: true } });
  if (wait < 0) sendEvents(call, asked, reply);
  else poll(call, asked, revision, wait, reply);
  return undefined;
}

/** Behind the event that the client had last, or where it says. */
function startOf(request: HttpRequest): number | Problem {
  const last = request.header("last-event-id");
  if (last === undefined) return numberParameter(request, "revision", [1, Number.MAX_SAFE_INTEGER], 0);
  if (/^[1-9]\d{0,14}$/u.test(last)) return Number(last) + 1;
  return badRequest("Last-Event-ID takes the id of an event");
}

function watch(call: StreamCall, asked: Init<WatchRequest>, listener: Listener): StreamTaker<unknown> {
  const taker = call.open(
    {
      send: (bytes) => {
        const response = WatchResponse.decode(bytes);
        if (response.canceled) listener.failed(response.compactRevision > 0 ? "compacted" : "watchCanceled");
        else if (response.created) listener.begun(response.header?.revision ?? 0);
        else return listener.told(response);
        return true;
      },
      end: () => {
        listener.failed("watchCanceled");
      },
      fail: (error) => {
        listener.failed(error);
      },
    },
    NOBODY,
  );
  taker.take(asked);
  return taker;
}

const EVENTS_TYPE = "text/event-stream";

/** As long as the client stays. */
function sendEvents(call: StreamCall, asked: Init<WatchRequest>, reply: HttpReply): void {
  const output = new PacedOutput(reply);
  reply.begin(200, [
    ["content-type", EVENTS_TYPE],
    ["cache-control", "no-store"],
  ]);
  const quiet = setInterval(() => output.push([": still here\n\n"]), QUIET_MS);
  const close = (): void => {
    clearInterval(quiet);
    taker.close();
  };
  const taker = watch(call, asked, {
    begun: (revision) => void output.push([`retry: 1000\nid: ${revision}\n\n`]),
    told: ({ header, events }) => output.push(events.length > 0 ? eventTexts(events) : [`id: ${header?.revision}\n\n`]),
    failed: (error) => {
      // In a later turn, because this one may be that of its beginning.
      setImmediate(() => {
        output.push([`event: end\ndata: ${JSON.stringify({ code: error, detail: statusOf(error).message })}\n\n`]);
        output.end();
        close();
      });
    },
  });
  output.onRoom = () => {
    taker.resume();
  };
  reply.onGone = close;
}

/** Only the last event of a revision has its id: whoever comes back with that has had all of it. */
function* eventTexts(events: readonly Event[]): Generator<string, void> {
  for (const [i, event] of events.entries()) {
    const revision = event.kv?.modRevision ?? 0;
    const id = events[i + 1]?.kv?.modRevision === revision ? "" : `id: ${revision}\n`;
    const { type, ...data } = eventJson(event);
    yield `${id}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}

function eventJson({ type, kv }: Event): { readonly type: string } {
  if (kv === undefined) throw new Error("an event without a key");
  if (type === EventType.PUT) return { type: "put", ...keyValueJson(kv) };
  return { type: "delete", ...keyJson(kv.key), ...{ revision: kv.modRevision } };
}

/** The first changes, or none when the time is over; and where to go on. */
function poll(call: StreamCall, asked: Init<WatchRequest>, revision: number, wait: number, reply: HttpReply): void {
  let next = revision;
  const close = (): void => {
    clearTimeout(timer);
    taker.close();
  };
  const answer = (events: readonly Event[]): void => {
    reply.json(200, { events: events.map(eventJson), next });
    close();
  };
  const timer = setTimeout(() => {
    answer([]);
  }, wait * 1000);
  const taker = watch(call, asked, {
    begun: (present) => {
      if (next === 0) next = present + 1;
    },
    told: ({ events }) => {
      if (events.length === 0) return true;
      next = (events.at(-1)?.kv?.modRevision ?? 0) + 1;
      answer(events);
      return false;
    },
    failed: (error) => {
      setImmediate(() => {
        if (!reply.isOver) sendProblem(reply, problemOf(error, false));
        close();
      });
    },
  });
  reply.onGone = close;
}
