import { setTimeout as delay } from "node:timers/promises";
import { thisBuild } from "@keyval/statemachine";
import type { ServerConfig } from "../config/server-config.js";
import { TOKEN_HEADER, type JoinAnswer } from "../http/index.js";
import type { JoinedCluster } from "./describe-cluster.js";
import { addressOf } from "./peer-directory.js";

/** A member that is busy, or has just started itself, may take this one in later. */
const WAIT_MS = 30_000;
const PAUSE_MS = 200;
const CALL_TIMEOUT_MS = 10_000;

const TOO_MANY_REQUESTS = 429;

/** Asks a member to take this one into its cluster. */
export async function postJoin(address: string, config: ServerConfig): Promise<JoinedCluster> {
  const { name, token, advertisedPeerUrls } = config;
  const raftAddress = addressOf(advertisedPeerUrls[0] ?? "");
  const body = JSON.stringify({ id: name, raftAddress, level: thisBuild.level });
  let why = "";
  for (const end = Date.now() + WAIT_MS; Date.now() < end;) {
    const answer = await post(address, token, body);
    if (typeof answer === "string") why = answer;
    else if (answer.isFinal) throw new Error(`${address} does not take this member into its cluster: ${answer.why}`);
    else return joinedBy(answer.joined);
    await delay(PAUSE_MS);
  }
  throw new Error(`${address} does not take this member into its cluster: ${why}`);
}

type Posted =
  { readonly isFinal: true; readonly why: string } | { readonly isFinal: false; readonly joined: JoinAnswer };

/** A string is why it has to be tried again. */
async function post(address: string, token: string, body: string): Promise<Posted | string> {
  try {
    const response = await fetch(`http://${address}/join`, {
      method: "POST",
      headers: { "content-type": "application/json", [TOKEN_HEADER]: token },
      body,
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.ok) return { isFinal: false, joined: JSON.parse(text) as JoinAnswer };
    if (response.status >= 500 || response.status === TOO_MANY_REQUESTS) return text;
    return { isFinal: true, why: text };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function joinedBy({ cluster, member, members }: JoinAnswer): JoinedCluster {
  return { cluster, own: member, peerUrls: new Map(members.map(({ id, peerURLs }) => [id, peerURLs])) };
}
