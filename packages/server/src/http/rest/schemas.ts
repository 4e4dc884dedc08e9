import type { Schema } from "../operation.js";

/** What is named in several places of the document. */
export const schemas = {
  KeyValue: {
    type: "object",
    description: "What is no UTF-8 stands in base64, under the other name.",
    properties: {
      key: { type: "string" },
      keyBase64: { type: "string", contentEncoding: "base64" },
      value: { type: "string" },
      valueBase64: { type: "string", contentEncoding: "base64" },
      revision: { type: "integer", description: "At which it was written; the ETag is this number in quotes." },
    },
    required: ["revision"],
  },
  Written: {
    type: "object",
    properties: {
      key: { type: "string" },
      keyBase64: { type: "string", contentEncoding: "base64" },
      revision: { type: "integer" },
    },
    required: ["revision"],
  },
  Deleted: {
    type: "object",
    properties: { deleted: { type: "integer", description: "0 or 1" }, revision: { type: "integer" } },
    required: ["deleted", "revision"],
  },
  Page: {
    type: "object",
    properties: {
      items: { type: "array", items: { $ref: "#/components/schemas/KeyValue" } },
      count: { type: "integer", description: "Of all keys with the prefix." },
      revision: { type: "integer", description: "At which all this was so." },
      next: { type: "string", description: "Where the next page is, as it was at the same revision; not on the last." },
    },
    required: ["items", "count", "revision"],
  },
  Events: {
    type: "object",
    properties: {
      events: { type: "array", items: { $ref: "#/components/schemas/Event" } },
      next: { type: "integer", description: "The revision to ask for next." },
    },
    required: ["events", "next"],
  },
  Event: {
    type: "object",
    description: "A KeyValue with what happened to it; without a value if it was deleted.",
    properties: {
      type: { type: "string", enum: ["put", "delete"] },
      key: { type: "string" },
      keyBase64: { type: "string", contentEncoding: "base64" },
      value: { type: "string" },
      valueBase64: { type: "string", contentEncoding: "base64" },
      revision: { type: "integer" },
    },
    required: ["type", "revision"],
  },
  Joined: {
    type: "object",
    description: "Ids are hexadecimal.",
    properties: {
      cluster: { type: "string" },
      member: { type: "string", description: "The new member." },
      members: {
        type: "array",
        items: {
          type: "object",
          properties: {
            id: { type: "string" },
            name: { type: "string", description: "Empty until it has started." },
            peerURLs: { type: "array", items: { type: "string" } },
          },
          required: ["id", "name", "peerURLs"],
        },
      },
    },
    required: ["cluster", "member", "members"],
  },
  Left: {
    type: "object",
    properties: {
      id: { type: "string", description: "The name." },
      member: { type: "string", description: "The id, hexadecimal." },
    },
    required: ["id", "member"],
  },
  Problem: {
    type: "object",
    description: "RFC 9457. The code stays as it is, and detail says what to do.",
    properties: {
      type: { type: "string" },
      title: { type: "string" },
      status: { type: "integer" },
      code: { type: "string" },
      detail: { type: "string" },
    },
    required: ["type", "title", "status", "code", "detail"],
  },
} as const satisfies Readonly<Record<string, Schema>>;

export function schemaOf(name: keyof typeof schemas): Schema {
  return { $ref: `#/components/schemas/${name}` };
}
