import { PAGE_KEYS, PAGE_KEYS_MAX, TTL_SECONDS_MAX } from "../limits.js";
import type { AnswerForm, Operation, Parameter } from "../operation.js";
import { schemaOf } from "./schemas.js";

const TAG = "Keys and values";

const key: Parameter = {
  name: "key",
  in: "path",
  description: "All the rest of the path, slashes included; other bytes in percent encoding, as %00.",
  schema: { type: "string" },
};

const consistency: Parameter = {
  name: "consistency",
  in: "query",
  description: "serializable: what this member has, maybe not the newest, but without asking the leader.",
  schema: { type: "string", enum: ["linearizable", "serializable"], default: "linearizable" },
};

const revision: Parameter = {
  name: "revision",
  in: "query",
  description: "As it was then, unless that is compacted.",
  schema: { type: "integer", minimum: 1 },
};

export const redirect: Parameter = {
  name: "redirect",
  in: "query",
  description: "leader: answered by 307 with the leader's URL, where another member leads.",
  schema: { type: "string", enum: ["leader"] },
};

const ifMatch: Parameter = {
  name: "If-Match",
  in: "header",
  description: "The ETag that the key must have for the change to be made, or * if it only has to be there.",
  schema: { type: "string" },
};

const ifNoneMatch: Parameter = {
  name: "If-None-Match",
  in: "header",
  description: "* if the key must not be there, or an ETag that it must not have.",
  schema: { type: "string" },
};

const ttl: Parameter = {
  name: "ttl",
  in: "query",
  description: "Seconds after which the key is gone, unless it is written again; never less than two.",
  schema: { type: "integer", minimum: 1, maximum: TTL_SECONDS_MAX },
};

const idempotencyKey: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "Chosen by the client for this one change. Sent again with the same key, at any member, it is not done again, and has the same answer; " +
    "until a minute after the key's last use.",
  schema: { type: "string", maxLength: 128 },
};

export function problem(description: string): AnswerForm {
  return { description, content: { "application/problem+json": schemaOf("Problem") } };
}

const ETAG = { ETag: "The revision at which the key was written, in quotes." };
const otherwise = { 400: problem("The request says something that is not understood."), 503: problem("Nobody leads.") };
const changing = {
  412: problem("The key is not as the request says that it must be."),
  422: problem("The Idempotency-Key was given to another change before."),
  429: problem("There is too much to do, or too many keys for Idempotency-Key are in use."),
};
const compacted = { 410: problem("The revision is compacted.") };

export const putPair: Operation = {
  tag: TAG,
  summary: "Writes a key",
  parameters: [ttl, redirect, ifMatch, ifNoneMatch, idempotencyKey],
  body: { "application/json": { ...schemaOf("KeyValue"), examples: [{ key: "greeting", value: "hello" }] } },
  answers: {
    200: { description: "It is written.", content: { "application/json": schemaOf("KeyValue") }, headers: ETAG },
    ...changing,
    ...otherwise,
  },
};

export const putKey: Operation = {
  tag: TAG,
  summary: "Writes a key; the body is its value, whatever it is",
  parameters: [key, ttl, redirect, ifMatch, ifNoneMatch, idempotencyKey],
  body: { "application/octet-stream": { type: "string" }, "text/plain": { type: "string" } },
  answers: {
    200: { description: "It is written.", content: { "application/json": schemaOf("Written") }, headers: ETAG },
    ...changing,
    ...otherwise,
  },
};

export const getKey: Operation = {
  tag: TAG,
  summary: "Reads a key",
  parameters: [key, consistency, revision, redirect],
  answers: {
    200: {
      description: "The key; or its value alone, for who accepts bytes or plain text.",
      content: {
        "application/json": schemaOf("KeyValue"),
        "application/octet-stream": { type: "string" },
        "text/plain": { type: "string" },
      },
      headers: ETAG,
    },
    304: { description: "It still has the ETag of If-None-Match." },
    404: problem("There is no such key."),
    ...compacted,
    ...otherwise,
  },
};

export const deleteKey: Operation = {
  tag: TAG,
  summary: "Deletes a key",
  parameters: [key, redirect, ifMatch, ifNoneMatch, idempotencyKey],
  answers: {
    200: { description: "It is not there any more.", content: { "application/json": schemaOf("Deleted") } },
    ...changing,
    ...otherwise,
  },
};

export const listOperation: Operation = {
  tag: TAG,
  summary: "Lists keys in their order, page by page",
  parameters: [
    { name: "prefix", in: "query", description: "Of the keys.", schema: { type: "string" } },
    {
      name: "limit",
      in: "query",
      description: "Keys on a page; there may be fewer where values are large.",
      schema: { type: "integer", minimum: 1, maximum: PAGE_KEYS_MAX, default: PAGE_KEYS },
    },
    { name: "after", in: "query", description: "The page begins behind this key.", schema: { type: "string" } },
    consistency,
    revision,
    redirect,
  ],
  answers: {
    200: { description: "A page.", content: { "application/json": schemaOf("Page") } },
    ...compacted,
    ...otherwise,
  },
};
