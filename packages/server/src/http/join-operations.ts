import type { Operation, Parameter, Schema } from "./operation.js";
import { problem } from "./rest/kv-operations.js";
import { schemaOf } from "./rest/schemas.js";
import { TOKEN_HEADER } from "./token-header.js";

const TAG = "Members";

const token: Parameter = {
  name: TOKEN_HEADER,
  in: "header",
  description: "The cluster's --initial-cluster-token; not needed where only this machine can ask.",
  schema: { type: "string" },
};

const name: Schema = { type: "string", description: "The member's name." };

const raftAddress: Schema = { type: "string", description: "Where other members reach it." };

const refused = {
  400: problem("The body is not as it has to be."),
  403: problem("The token is missing, wrong, or the one that clusters have that were given none."),
  503: problem("Nobody leads, or this member does not take part yet: ask again, or another one."),
};

export const joinOperation: Operation = {
  tag: TAG,
  summary: "Adds a member",
  description:
    "What a server sends that is started with -join. It is a learner until it has caught up. Whoever asks again gets the same answer.",
  parameters: [token],
  body: {
    "application/json": {
      type: "object",
      properties: {
        id: name,
        raftAddress,
        level: { type: "integer", description: "What its program understands: too little is refused." },
      },
      required: ["id", "raftAddress"],
      examples: [{ id: "node1", raftAddress: "127.0.0.1:4001" }],
    },
  },
  answers: {
    200: { description: "It belongs to the members.", content: { "application/json": schemaOf("Joined") } },
    409: problem(
      "Another member has this name or address, the sender is too old, or too few have started for one more.",
    ),
    ...refused,
  },
};

export const leaveOperation: Operation = {
  tag: TAG,
  summary: "Removes a member",
  description: "Its process ends by itself, and is never taken back under the same id.",
  parameters: [token],
  body: {
    "application/json": {
      type: "object",
      properties: {
        id: name,
        raftAddress: {
          ...raftAddress,
          description: "Of one that never started, as it joined, or of one of several of this name.",
        },
      },
      required: ["id"],
      examples: [{ id: "node1" }],
    },
  },
  answers: {
    200: { description: "It is none any more.", content: { "application/json": schemaOf("Left") } },
    404: problem("There is no member of that name."),
    409: problem("Too few members would be left that have started, or several have that name."),
    ...refused,
  },
};
