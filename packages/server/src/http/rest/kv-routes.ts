import { RangeRequest } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { NOBODY, type Reply } from "../../rpc/reply.js";
import { TEXT_TYPE, type HttpReply } from "../http-reply.js";
import type { HttpRequest } from "../http-request.js";
import { PAGE_KEYS, PAGE_KEYS_MAX, TTL_SECONDS_MAX } from "../limits.js";
import type { Operation } from "../operation.js";
import { percentEncoded } from "../percent.js";
import type { Route } from "../route.js";
import { commitOnce, idempotencyKeyOf } from "./commit-once.js";
import { commit, type Change, type Changed, type Writers } from "./commit.js";
import { conditionsOf, entityTag } from "./condition.js";
import { listKeys, type KeyPage } from "./key-list.js";
import { keyJson, keyValueJson } from "./key-value-json.js";
import { deleteKey, getKey, listOperation, putKey, putPair } from "./kv-operations.js";
import { isSentToLeader, type LeaderPlace } from "./leader-redirect.js";
import { isProblem, isSerializable, numberParameter, unknownParameter } from "./parameters.js";
import { problemOf, sendProblem, type Problem } from "./problem.js";
import { readPair } from "./read-pair.js";

export interface RestOptions {
  readonly handlers: Writers;
  readonly leader: () => LeaderPlace;
}

const BYTES_TYPE = "application/octet-stream";

/** Keys and values for people and scripts. */
export function kvRoutes(options: RestOptions): Route[] {
  const route = (
    method: Route["method"],
    path: string,
    operation: Operation,
    answer: (request: HttpRequest, reply: HttpReply, options: RestOptions) => Problem | undefined,
  ): Route => ({
    method,
    path,
    operation,
    answer: (request, reply) => {
      const unknown = unknownParameter(request, operation.parameters ?? []);
      if (unknown === undefined && isSentToLeader(request, reply, options.leader)) return;
      const problem = unknown ?? answer(request, reply, options);
      if (problem !== undefined) sendProblem(reply, problem);
    },
  });
  return [
    route("PUT", "/kv", putPair, answerPutPair),
    route("PUT", "/kv/{key}", putKey, answerPutKey),
    route("GET", "/kv/{key}", getKey, answerGet),
    route("DELETE", "/kv/{key}", deleteKey, answerDelete),
    route("GET", "/kv", listOperation, answerList),
  ];
}

function answerPutPair(request: HttpRequest, reply: HttpReply, options: RestOptions): Problem | undefined {
  const pair = readPair(request.body);
  if (isProblem(pair)) return pair;
  return change(request, reply, options, pair.key, pair.value, ({ revision }) => {
    reply.json(200, keyValueJson({ ...pair, modRevision: revision }), [["etag", entityTag(revision)]]);
  });
}

function answerPutKey(request: HttpRequest, reply: HttpReply, options: RestOptions): Problem | undefined {
  const key = request.parameter("key");
  return change(request, reply, options, key, request.body, ({ revision }) => {
    reply.json(200, { ...keyJson(key), revision }, [["etag", entityTag(revision)]]);
  });
}

function answerDelete(request: HttpRequest, reply: HttpReply, options: RestOptions): Problem | undefined {
  return change(request, reply, options, request.parameter("key"), undefined, ({ deleted, revision }) => {
    reply.json(200, { deleted, revision });
  });
}

function change(
  request: HttpRequest,
  reply: HttpReply,
  { handlers }: RestOptions,
  key: Uint8Array,
  value: Uint8Array | undefined,
  done: (changed: Changed) => void,
): Problem | undefined {
  const conditions = conditionsOf(request, key);
  if (isProblem(conditions)) return conditions;
  const ttl = numberParameter(request, "ttl", [1, TTL_SECONDS_MAX], 0);
  if (isProblem(ttl)) return ttl;
  const idempotencyKey = idempotencyKeyOf(request);
  if (isProblem(idempotencyKey)) return idempotencyKey;
  const asked: Change = { key, value, conditions, ttl };
  const answered: Reply<Changed> = (answer) => {
    if (answer instanceof Refusal) sendProblem(reply, problemOf(answer.error, true));
    else if (answer.isDone) done(answer);
    else sendProblem(reply, notAsExpected);
  };
  if (idempotencyKey === undefined) commit(handlers, asked, NOBODY, answered);
  else commitOnce(handlers, idempotencyKey, asked, NOBODY, answered);
  return undefined;
}

const notAsExpected: Problem = {
  status: 412,
  code: "preconditionFailed",
  detail: "the key is not as If-Match or If-None-Match say: read it again, and decide anew",
};

const notFound: Problem = {
  status: 404,
  code: "notFound",
  detail: "there is no such key, at this revision: PUT makes one",
};

function answerGet(request: HttpRequest, reply: HttpReply, { handlers }: RestOptions): Problem | undefined {
  const serializable = isSerializable(request);
  const revision = numberParameter(request, "revision", [1, Number.MAX_SAFE_INTEGER], 0);
  if (isProblem(serializable)) return serializable;
  if (isProblem(revision)) return revision;
  const key = request.parameter("key");
  handlers.kv.range(RangeRequest.create({ key, revision, serializable }), (answer) => {
    if (answer instanceof Refusal) sendProblem(reply, problemOf(answer.error, false));
    else if (answer.kvs[0] === undefined) sendProblem(reply, notFound);
    else {
      const [kv] = answer.kvs;
      const fields = [
        ["etag", entityTag(kv.modRevision)],
        ["vary", "accept"],
      ] as const;
      if (request.header("if-none-match")?.trim() === entityTag(kv.modRevision)) reply.empty(304, fields);
      else if (isRawWanted(request)) reply.send(200, rawTypeOf(request), kv.value, fields);
      else reply.json(200, keyValueJson(kv), fields);
    }
  });
  return undefined;
}

function isRawWanted(request: HttpRequest): boolean {
  const accept = request.header("accept") ?? "";
  return accept.startsWith(BYTES_TYPE) || accept.startsWith("text/plain");
}

function rawTypeOf(request: HttpRequest): string {
  return request.header("accept")?.startsWith(BYTES_TYPE) === true ? BYTES_TYPE : TEXT_TYPE;
}

function answerList(request: HttpRequest, reply: HttpReply, { handlers }: RestOptions): Problem | undefined {
  const serializable = isSerializable(request);
  const revision = numberParameter(request, "revision", [1, Number.MAX_SAFE_INTEGER], 0);
  const limit = numberParameter(request, "limit", [1, PAGE_KEYS_MAX], PAGE_KEYS);
  if (isProblem(serializable)) return serializable;
  if (isProblem(revision)) return revision;
  if (isProblem(limit)) return limit;
  const { query } = request;
  const prefix = query.bytes("prefix") ?? new Uint8Array(0);
  const listing = listKeys(
    handlers.kv,
    { prefix, after: query.bytes("after"), limit, revision, serializable },
    (page) => {
      if (page instanceof Refusal) sendProblem(reply, problemOf(page.error, false));
      else reply.json(200, pageJson(page, prefix, limit));
    },
  );
  reply.onGone = () => {
    listing.cancel();
  };
  return undefined;
}

/** `next` is where the page behind this one is, as it was at the same revision. */
function pageJson({ items, count, revision, next }: KeyPage, prefix: Uint8Array, limit: number): object {
  const rest = next === undefined ? undefined : `&after=${percentEncoded(next)}&limit=${limit}&revision=${revision}`;
  return {
    items: items.map(keyValueJson),
    count,
    revision,
    ...(rest !== undefined && { next: `/kv?prefix=${percentEncoded(prefix)}${rest}` }),
  };
}
