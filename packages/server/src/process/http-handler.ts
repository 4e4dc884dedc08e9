import type { RequestListener, ServerResponse } from "node:http";
import { NOBODY } from "@keyval/raft";
import type { Member } from "./member.js";
import { ETCD_CLUSTER_VERSION, ETCD_STORAGE_VERSION, ETCD_VERSION } from "./version.js";

const JSON_TYPE = "application/json";
const TEXT_TYPE = "text/plain; charset=utf-8";

/** The pages for machines that look after machines: versions and health. */
export function createHttpHandler(member: Member): RequestListener {
  const pages: Readonly<Record<string, (response: ServerResponse, query: URLSearchParams) => void>> = {
    "/version": (response) => {
      const version = { etcdserver: ETCD_VERSION, etcdcluster: ETCD_CLUSTER_VERSION, storage: ETCD_STORAGE_VERSION };
      send(response, 200, JSON_TYPE, JSON.stringify(version));
    },
    "/health": (response, query) => {
      answerHealth(member, query.get("serializable") === "true", (problem) => {
        const health = { health: String(problem === undefined), reason: problem ?? "" };
        send(response, problem === undefined ? 200 : 503, JSON_TYPE, JSON.stringify(health));
      });
    },
    "/livez": (response) => {
      send(response, 200, TEXT_TYPE, "ok\n");
    },
    "/readyz": (response) => {
      answerHealth(member, false, (problem) => {
        if (problem === undefined) send(response, 200, TEXT_TYPE, "ok\n");
        else send(response, 503, TEXT_TYPE, `[-]linearizable_read failed: ${problem}\n`);
      });
    },
  };
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const page = pages[pathname];
    if (page === undefined) send(response, 404, TEXT_TYPE, "404 page not found\n");
    else if (request.method !== "GET" && request.method !== "HEAD")
      send(response, 405, TEXT_TYPE, "Method Not Allowed\n");
    else page(response, searchParams);
  };
}

function answerHealth({ group, submissions }: Member, isLocal: boolean, done: (problem?: string) => void): void {
  if (isLocal) done();
  else if (group.leader === NOBODY) done("RAFT NO LEADER");
  else {
    submissions.confirm((error) => {
      done(error === undefined ? undefined : `RANGE ERROR:${error}`);
    });
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
