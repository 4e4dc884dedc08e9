import { NOBODY } from "@keyval/raft";
import type { Group, Submissions } from "../node/index.js";
import { TEXT_TYPE } from "./http-reply.js";
import type { Route } from "./route.js";

export interface HealthOptions {
  readonly group: Pick<Group, "leader">;
  readonly submissions: Pick<Submissions, "confirm">;
}

/** The pages for machines that look after machines. */
export function healthRoutes(options: HealthOptions): Route[] {
  return [
    {
      method: "GET",
      path: "/health",
      answer: ({ query }, reply) => {
        checkHealth(options, query.text("serializable") === "true", (problem) => {
          const health = { health: String(problem === undefined), reason: problem ?? "" };
          reply.json(problem === undefined ? 200 : 503, health);
        });
      },
    },
    {
      method: "GET",
      path: "/livez",
      answer: (_, reply) => {
        reply.send(200, TEXT_TYPE, "ok\n");
      },
    },
    {
      method: "GET",
      path: "/readyz",
      answer: (_, reply) => {
        checkHealth(options, false, (problem) => {
          if (problem === undefined) reply.send(200, TEXT_TYPE, "ok\n");
          else reply.send(503, TEXT_TYPE, `[-]linearizable_read failed: ${problem}\n`);
        });
      },
    },
  ];
}

function checkHealth({ group, submissions }: HealthOptions, isLocal: boolean, done: (problem?: string) => void): void {
  if (isLocal) done();
  else if (group.leader === NOBODY) done("RAFT NO LEADER");
  else {
    submissions.confirm((error) => {
      done(error === undefined ? undefined : `RANGE ERROR:${error}`);
    });
  }
}
