import { AlarmAction, type AlarmMember, type Id, type Member, type StatusResponse } from "@keyval/api";
import { type Client, KeyValError } from "@keyval/client";
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
  /** Why it did not answer. */
  readonly why: string | undefined;
}

export interface ClusterView {
  readonly clusterId: Id;
  readonly members: readonly MemberView[];
  readonly alarms: readonly AlarmMember[];
}

const NO_ANSWER = { endpoint: undefined, status: undefined, metrics: undefined, roundTripMs: undefined } as const;

type Answer = Pick<MemberView, "endpoint" | "status" | "metrics" | "roundTripMs" | "why">;

/** Asks everybody for everything that a look at the cluster needs, at once. */
export async function viewCluster(client: Client): Promise<ClusterView> {
  const options = { timeoutMs: PATIENCE_MS };
  // Any member may answer, alone: a cluster without a leader is what one wants to look at.
  const { header, members } = await client.rpc.cluster.memberList({ linearizable: false }, options);
  const given = await Promise.all(client.endpoints.map((endpoint) => ask(client, endpoint)));
  const found = await Promise.all(members.map((member) => viewMember(client, member, given)));
  const request = { action: AlarmAction.GET };
  const alarms = await client.rpc.maintenance.alarm(request, options).then((response) => response.alarms, none);
  return { clusterId: header?.clusterId ?? 0, members: found, alarms };
}

/** At an endpoint that was given, if it is one of these; else where it says that its clients find it. */
async function viewMember(client: Client, member: Member, given: readonly Answer[]): Promise<MemberView> {
  const known = given.find(({ status }) => status?.header?.memberId === member.ID);
  if (known !== undefined) return { member, ...known };
  let last: Answer = { ...NO_ANSWER, why: "it has not started yet" };
  for (const endpoint of member.clientURLs) {
    const answer = await ask(client, endpoint);
    if (answer.status?.header?.memberId === member.ID) return { member, ...answer };
    last = { ...NO_ANSWER, endpoint, why: answer.why ?? `${endpoint} is another member from here` };
  }
  return { member, ...last };
}

async function ask(client: Client, endpoint: string): Promise<Answer> {
  const began = performance.now();
  try {
    const status = await client.rpc.maintenance.status({}, { endpoint, timeoutMs: PATIENCE_MS });
    const roundTripMs = performance.now() - began;
    return { endpoint, status, metrics: await metricsOf(endpoint, PATIENCE_MS), roundTripMs, why: undefined };
  } catch (error) {
    if (!(error instanceof KeyValError)) throw error;
    return { ...NO_ANSWER, endpoint, why: error.message };
  }
}

/** Alarms that can not be fetched: what is wrong is found otherwise. */
function none(error: unknown): readonly AlarmMember[] {
  if (error instanceof KeyValError) return [];
  throw error;
}
