import { MemberListResponse, type Id, type MemberState } from "@keyval/api";
import { type Channel, callUnary, RpcError, type RpcServer, Status } from "@keyval/grpc";
import { Reader, Writer } from "@keyval/raft/varint";
import { INTRODUCTION_REFUSALS, type Hello } from "../node/index.js";
import { hexOfId, idOfHex } from "../rpc/hex-id.js";
import type { MembershipKeeper } from "../rpc/membership-keeper.js";
import { clusterMethod, introduce, joinMethod, readIntroduction } from "./peer-protocol.js";

/** A cluster as one of its members tells whoever wants to join it. */
export interface ClusterDescription {
  readonly cluster: string;
  /** Who tells it. */
  readonly teller: string;
  readonly members: readonly DescribedMember[];
}

export interface DescribedMember {
  readonly member: string;
  readonly name: string;
  readonly peerUrls: readonly string[];
}

export interface JoiningOptions {
  readonly own: Hello;
  readonly keeper: Pick<MembershipKeeper, "admit">;
  /** As this member has applied it. */
  readonly members: () => readonly MemberState[];
}

/** A call that takes longer is made again. */
const CALL_TIMEOUT_MS = 2_000;

/** Answers whoever wants to join the cluster. */
export function serveJoining(server: RpcServer, { own, keeper, members }: JoiningOptions): void {
  const [clusterId, memberId] = [idOfHex(own.cluster), idOfHex(own.member)];
  server.handle(clusterMethod, (_, call) => {
    const list = members();
    // A member that has just joined itself does not know the others yet.
    if (list.some(({ ID }) => ID === memberId)) {
      call.reply(MemberListResponse.encode({ header: { clusterId, memberId }, members: list }));
    } else call.fail(Status.UNAVAILABLE, "this member is still joining: ask another one");
  });
  server.handle(joinMethod, (_, call) => {
    const introduced = readIntroduction(call.metadata);
    const problem = introduced.problem ?? problemOf(introduced.hello, own);
    if (introduced.problem !== undefined || problem !== undefined) {
      call.fail(Status.FAILED_PRECONDITION, problem ?? "");
      return;
    }
    const { member, incarnation } = introduced.hello;
    keeper.admit(member, incarnation, (admission) => {
      if (admission.kind === "admitted") {
        const writer = new Writer();
        writer.number(admission.replica);
        call.reply(writer.bytes());
      } else if (admission.kind === "later") call.fail(Status.UNAVAILABLE, "not yet: ask again, or another member");
      else call.fail(Status.FAILED_PRECONDITION, INTRODUCTION_REFUSALS[admission.why]);
    });
  });
}

function problemOf(hello: Hello, own: Hello): string | undefined {
  return hello.cluster === own.cluster ? undefined : INTRODUCTION_REFUSALS.wrongCluster;
}

/** Undefined if nobody answered who could tell. */
export async function askForCluster(channel: Channel): Promise<ClusterDescription | undefined> {
  const answer = await answered(callUnary(channel, clusterMethod, new Uint8Array(0), { timeoutMs: CALL_TIMEOUT_MS }));
  if (answer === undefined) return undefined;
  const { header, members } = MemberListResponse.decode(answer);
  const hex = (id: Id = 0): string => hexOfId(id);
  return {
    cluster: hex(header?.clusterId),
    teller: hex(header?.memberId),
    members: members.map(({ ID, name, peerURLs }) => ({ member: hex(ID), name, peerUrls: peerURLs })),
  };
}

/** The replica that a member is to be; undefined if it has to ask again. Rejects if it will never be one. */
export async function askForReplica(channel: Channel, own: Hello): Promise<number | undefined> {
  const options = { metadata: introduce(own, ""), timeoutMs: CALL_TIMEOUT_MS };
  const answer = await answered(callUnary(channel, joinMethod, new Uint8Array(0), options));
  return answer === undefined ? undefined : new Reader(answer).number();
}

/** Whoever can not be reached, or does not know, may do so later: only a refusal is final. */
async function answered(call: Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof RpcError) || error.code === Status.FAILED_PRECONDITION) throw error;
    return undefined;
  }
}
