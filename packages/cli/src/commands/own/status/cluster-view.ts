import { AlarmAction, type AlarmMember, type Id, type Member, type StatusResponse, statusOf } from "@keyval/api";
import { type Client, KeyValError, NotReady } from "@keyval/client";
import type { AskHttp } from "../../../connection/ask-http.js";
import { type MemberMetrics, metricsOf } from "./member-metrics.js";

/** Members answer at once, or something is wrong with them. */
const PATIENCE_MS = 2_000;

/** One member as it was found. */
export interface MemberView {
  readonly member: Member;
  /** Where it answered. */
  readonly endpoint: string | undefined;
  readonly status: StatusResponse | undefined;
  readonly metrics: MemberMetrics | undefined;
  readonly roundTripMs: number | undefined;
  /** Why it did not answer, or what it waits for. */
  readonly why: string | undefined;
  /** It lives, and does not serve clients yet. */
  readonly isWaiting: boolean;
}

export interface ClusterView {
  readonly clusterId: Id;
  readonly members: readonly MemberView[];
  readonly alarms: readonly AlarmMember[];
}

const NO_ANSWER = {
  endpoint: undefined,
  status: undefined,
  metrics: undefined,
  roundTripMs: undefined,
  isWaiting: false,
} as const;

type Answer = Omit<MemberView, "member">;

type Ask = (endpoint: string) => Promise<Answer>;

/** Asks everybody for everything that a look at the cluster needs, at once. */
export async function viewCluster(client: Client, askHttp: AskHttp): Promise<ClusterView> {
  const options = { timeoutMs: PATIENCE_MS };
  // Any member may answer, alone: a cluster without a leader is what one wants to look at.
  const { header, members } = await client.rpc.cluster.memberList({ linearizable: false }, options);
  const ask: Ask = (endpoint) => viewEndpoint(endpoint, client, askHttp);
  const given = await Promise.all(client.endpoints.map(ask));
  const found = await Promise.all(members.map((member) => viewMember(member, given, ask)));
  const request = { action: AlarmAction.GET };
  const alarms = await client.rpc.maintenance.alarm(request, options).then((response) => response.alarms, none);
  return { clusterId: header?.clusterId ?? 0, members: found, alarms };
}

/** At an endpoint that was given, if it is one of these; else where it says that its clients find it. */
async function viewMember(member: Member, given: readonly Answer[], ask: Ask): Promise<MemberView> {
  const known = given.find(({ status }) => status?.header?.memberId === member.ID);
  if (known !== undefined) return { member, ...known };
  let last: Answer = { ...NO_ANSWER, why: "it has not started yet" };
  for (const endpoint of member.clientURLs) {
    const answer = given.find((one) => isSame(one.endpoint, endpoint)) ?? (await ask(endpoint));
    if (answer.status?.header?.memberId === member.ID) return { member, ...answer };
    last =
      answer.why === undefined ? { ...NO_ANSWER, endpoint, why: `${endpoint} is another member from here` } : answer;
  }
  return { member, ...last };
}

/** Endpoints are given without a scheme as well. */
function isSame(given: string | undefined, advertised: string): boolean {
  const [one, other] = [given, advertised].map((endpoint) => endpoint?.replace(/^https?:\/\//u, ""));
  return one === other;
}

async function viewEndpoint(endpoint: string, client: Client, askHttp: AskHttp): Promise<Answer> {
  const began = performance.now();
  try {
    // How it is now, and not whether it gets better.
    const status = await client.rpc.maintenance.status({}, { endpoint, timeoutMs: PATIENCE_MS, once: true });
    const roundTripMs = performance.now() - began;
    const metrics = await metricsOf(endpoint, askHttp, PATIENCE_MS);
    return { endpoint, status, metrics, roundTripMs, why: undefined, isWaiting: false };
  } catch (error) {
    if (!(error instanceof KeyValError)) throw error;
    if (!(error instanceof NotReady)) return { ...NO_ANSWER, endpoint, why: error.message };
    const why = error.message.slice(`${statusOf("notReady").message}: `.length);
    return { ...NO_ANSWER, endpoint, metrics: await metricsOf(endpoint, askHttp, PATIENCE_MS), why, isWaiting: true };
  }
}

/** Alarms that can not be fetched: what is wrong is found otherwise. */
function none(error: unknown): readonly AlarmMember[] {
  if (error instanceof KeyValError) return [];
  throw error;
}
