import { LeaseKeepAliveRequest, LeaseKeepAliveResponse, MemberPromoteRequest, type Id } from "@keyval/api";
import { Status, type ReplyCall, type RpcServer } from "@keyval/grpc";
import type { Forwarder, ForwardAnswer, Hello, Submissions } from "../node/index.js";
import type { PeerNetwork } from "./peer-network.js";
import { inSyncMethod, introduce, proposeMethod, renewMethod } from "./peer-protocol.js";

/** Their places are their numbers on the wire. */
const FORWARD_ANSWERS: readonly ForwardAnswer[] = ["applied", "refused", "busy", "unknown"];

const DOES_NOT_LEAD = "this member does not lead";

type Network = Pick<PeerNetwork, "link" | "isFromMember">;
type Server = Pick<RpcServer, "handle">;

/** Renews a lease here, where somebody leads: the seconds granted, 0 without such a lease, undefined if nobody knows. */
export type Renew = (id: Id, done: (ttl: number | undefined) => void) => void;

/** Whether a learner has nearly all that this member has, if it leads. */
export type InSync = (learner: Id) => boolean | undefined;

/** What members ask of the one that leads, on the connections between them. */
export class Forwarding implements Forwarder {
  readonly #network: Network;
  readonly #own: Hello;

  constructor(network: Network, own: Hello) {
    this.#network = network;
    this.#own = own;
  }

  forward(member: string, entry: Uint8Array, milliseconds: number, done: (answer: ForwardAnswer) => void): void {
    const channel = this.#network.link(member)?.channel;
    if (channel === undefined) {
      setImmediate(done, "refused");
      return;
    }
    const options = { metadata: introduce(this.#own, member), timeoutMs: milliseconds };
    channel.unary(
      proposeMethod,
      entry,
      (error, answer) => {
        done(error === undefined ? (FORWARD_ANSWERS[answer?.[0] ?? -1] ?? "unknown") : "unknown");
      },
      options,
    );
  }

  /** At another member, which is thought to lead. */
  renew(member: string, id: Id, milliseconds: number, done: (ttl: number | undefined) => void): void {
    const channel = this.#network.link(member)?.channel;
    if (channel === undefined) {
      setImmediate(() => {
        done(undefined);
      });
      return;
    }
    const options = { metadata: introduce(this.#own, member), timeoutMs: milliseconds };
    channel.unary(
      renewMethod,
      LeaseKeepAliveRequest.encode({ ID: id }),
      (error, answer) => {
        done(error === undefined && answer !== undefined ? LeaseKeepAliveResponse.decode(answer).TTL : undefined);
      },
      options,
    );
  }

  /** Whether a learner is in sync with a member that is thought to lead; undefined if nobody can say. */
  isInSync(member: string, ID: Id, milliseconds: number, done: (isInSync: boolean | undefined) => void): void {
    const channel = this.#network.link(member)?.channel;
    if (channel === undefined) {
      setImmediate(done, undefined);
      return;
    }
    const options = { metadata: introduce(this.#own, member), timeoutMs: milliseconds };
    channel.unary(
      inSyncMethod,
      MemberPromoteRequest.encode({ ID }),
      (error, answer) => {
        done(error === undefined ? answer?.[0] === 1 : undefined);
      },
      options,
    );
  }

  /** Takes what other members send here because this one leads. */
  serve(server: Server, submissions: Pick<Submissions, "forwarded">, renew: Renew, isInSync: InSync): void {
    server.handle(proposeMethod, (entry, call) => {
      if (!this.#isTaken(call)) return;
      // Whoever sent it has been told by now that nobody knows: it has to stay without effect where that can still be had.
      if (call.timeLeftMs <= 0) {
        call.reply(Uint8Array.of(FORWARD_ANSWERS.indexOf("refused")));
        return;
      }
      submissions.forwarded(new Uint8Array(entry), (answer) => {
        call.reply(Uint8Array.of(FORWARD_ANSWERS.indexOf(answer)));
      });
    });
    server.handle(renewMethod, (request, call) => {
      if (!this.#isTaken(call)) return;
      const { ID } = LeaseKeepAliveRequest.decode(request);
      renew(ID, (ttl) => {
        if (ttl === undefined) call.fail(Status.UNAVAILABLE, DOES_NOT_LEAD);
        else call.reply(LeaseKeepAliveResponse.encode({ ID, TTL: ttl }));
      });
    });
    this.#serveInSync(server, isInSync);
  }

  #serveInSync(server: Server, isInSync: InSync): void {
    server.handle(inSyncMethod, (request, call) => {
      if (!this.#isTaken(call)) return;
      const answer = isInSync(MemberPromoteRequest.decode(request).ID);
      if (answer === undefined) call.fail(Status.UNAVAILABLE, DOES_NOT_LEAD);
      else call.reply(Uint8Array.of(answer ? 1 : 0));
    });
  }

  #isTaken(call: ReplyCall<Uint8Array>): boolean {
    if (this.#network.isFromMember(call.metadata)) return true;
    call.fail(Status.FAILED_PRECONDITION, "only members of this cluster send commands here");
    return false;
  }
}
