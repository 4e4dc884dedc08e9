import type { HeartbeatReply, Message, ReplicaId, VoteReply } from "@keyval/raft";
import type { Checker, CheckerWorld } from "./checker.js";

/** Who promises something keeps it by a clock that may run a little faster than true time, and shows whole milliseconds. */
const KEPT_PER_MILLE = 990;

/**
 * A voter that promised to stand by its leader helps to elect nobody else meanwhile, whatever breaks and however often it
 * is restarted, unless the leader itself hands over. So nobody leads a later term while a leader reads by its lease.
 */
export function leases(world: CheckerWorld): Checker {
  /** When a heartbeat left that asked for a promise: from then on the leader counts it. */
  const askedAt = new Map<string, number>();
  const promises = new Map<string, readonly LeasePromise[]>();
  const handedOver = new Set<string>();
  const leaders = new Map<number, { readonly member: string; readonly since: number }>();

  const note = (member: string, message: Message): void => {
    switch (message.kind) {
      case "heartbeat":
        if (message.lease > 0) askedAt.set(nameOf(message.to, message), world.now());
        return;
      case "heartbeatReply":
        if (message.promise > 0) promised(member, message);
        return;
      case "voteRequest":
        if (message.transfer) handedOver.add(`${message.from} in ${message.term}`);
        return;
      case "voteReply":
        if (message.granted) voted(member, message);
        return;
      default:
    }
  };
  const promised = (member: string, reply: HeartbeatReply): void => {
    const asked = askedAt.get(nameOf(reply.from, reply)) ?? -Infinity;
    const promise = { to: reply.to, at: world.now(), until: asked + reply.promise * KEPT_PER_MILLE - 1000 };
    const kept = (promises.get(member) ?? []).filter(({ until }) => until > world.now());
    promises.set(member, [...kept, promise]);
  };
  const voted = (member: string, { to, term }: VoteReply): void => {
    if (handedOver.has(`${to} in ${term}`)) return;
    const now = world.now();
    // What leaves in the same turn may have been said before.
    const broken = promises
      .get(member)
      ?.find((promise) => promise.to !== to && promise.at < now && now < promise.until);
    if (broken === undefined) return;
    world.violated(`${member} votes for ${to} in ${term}, although it promised ${broken.to} to stand by it`);
  };

  return {
    sent: ({ member }, frames) => {
      for (const frame of frames) if (frame.kind === "raft") note(member, frame.message);
    },
    diskLost: (member) => {
      promises.delete(member);
    },
    stepped: ({ view, member }) => {
      if (view?.role === "leader" && !leaders.has(view.term)) leaders.set(view.term, { member, since: world.now() });
    },
    readByLease: ({ member, term, judgedAt }) => {
      for (const [later, { member: other, since }] of leaders) {
        if (later <= term || since >= judgedAt) continue;
        world.violated(`${member} reads by its lease in term ${term}, while ${other} leads term ${later}`);
      }
    },
  };
}

interface LeasePromise {
  readonly to: ReplicaId;
  readonly at: number;
  readonly until: number;
}

function nameOf(follower: ReplicaId, { term, round }: { readonly term: number; readonly round: number }): string {
  return `${follower} in ${term}, round ${round}`;
}
