import { Channel, type RpcError, type RpcServerOptions, Status } from "@keyval/grpc";
import type { BidiHandler, ReadonlyMetadata, RpcServer } from "@keyval/grpc";
import { dialer, nodeClock, Turns } from "@keyval/grpc/transport";
import type { Frame, Hello, Introductions, IntroductionRefusal, Peers } from "../node/index.js";
import { INTRODUCTION_REFUSALS, isNews } from "../node/index.js";
import { AcceptedStreams } from "./accepted-streams.js";
import { EncodedEntries } from "./encoded-entries.js";
import { readFrames } from "./frame-codec.js";
import { FrameError } from "./frame-reader.js";
import { PING_MS, PONG_TIMEOUT_MS, REDIAL_FIRST_MS, REDIAL_MAX_MS, STREAM_UNSENT_BYTES_MAX } from "./limits.js";
import { Joiner } from "./pieces.js";
import { PeerLink } from "./peer-link.js";
import { PeerTraffic } from "./peer-traffic.js";
import type { Verdict } from "./peer-target.js";
import { answer, type Introduction, type Lane, LANES, laneMethods, readIntroduction } from "./peer-protocol.js";

/** Where a member is reached. */
export interface PeerAddress {
  readonly member: string;
  /** `host:port` of each advertised URL. */
  readonly addresses: readonly string[];
}

/** Who is to hear of peers. */
export interface PeerOwner {
  receive(member: string, frames: readonly Frame[]): void;
  peerConnected(member: string): void;
  peerLost(member: string): void;
  /** A member says that this one was removed from the cluster. */
  removed(): void;
}

export interface PeerLog {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

export interface PeerNetworkOptions {
  readonly introductions: Introductions;
  /** Where this member is reached, `host:port`, for who has not heard of it yet. */
  readonly ownAddresses: readonly string[];
  readonly owner: PeerOwner;
  readonly log: PeerLog;
  /** How long a member took to answer that it is there. */
  readonly answered: (member: string, milliseconds: number) => void;
  /** A callback threw: a bug. */
  readonly failed: (bug: unknown) => void;
}

type StreamCall = Parameters<BidiHandler<Uint8Array, Uint8Array>>[0];

/** A member that is dialled. */
interface Dialled {
  readonly link: PeerLink;
  readonly addresses: string;
  /** Since when it has been connected. */
  connectedAt: number | undefined;
}

/** What a member is told that was removed; every other refusal may end one day. */
const REMOVED = Status.NOT_FOUND;

const PINGS = { timeMs: PING_MS, timeoutMs: PONG_TIMEOUT_MS, withoutCalls: true };

/** For the server that takes what members send: it hangs up on who is gone, lest what it sent long ago arrive one day. */
export const peerServerOptions = {
  keepalive: PINGS,
  pings: { minTimeMs: PING_MS / 2, withoutCalls: true },
} as const satisfies Partial<RpcServerOptions>;

/** The connections to the other members and from them: each dials all others, and sends only on what it dialled. */
export class PeerNetwork implements Peers {
  readonly #options: PeerNetworkOptions;
  readonly #turns = new Turns();
  readonly #dial = dialer({ turns: this.#turns, limits: { streamUnsentBytes: STREAM_UNSENT_BYTES_MAX } });
  readonly #links = new Map<string, Dialled>();
  readonly #traffic = new Map<string, PeerTraffic>();
  readonly #accepted = new AcceptedStreams();
  readonly #encoded = new EncodedEntries();
  /** The last refusal of each member, so that each is logged once and not at every attempt. */
  readonly #refusals = new Map<string, string>();

  #isClosed = false;

  constructor(options: PeerNetworkOptions) {
    this.#options = options;
  }

  link(member: string): PeerLink | undefined {
    return this.#links.get(member)?.link;
  }

  /** The members that are dialled. */
  get members(): Iterable<string> {
    return this.#links.keys();
  }

  /** With a member, whether it is connected or not. */
  trafficWith(member: string): PeerTraffic {
    let traffic = this.#traffic.get(member);
    if (traffic === undefined) {
      traffic = new PeerTraffic();
      this.#traffic.set(member, traffic);
    }
    return traffic;
  }

  /** For how long a member has been connected without a break; undefined if it is not. */
  connectedMs(member: string): number | undefined {
    const connectedAt = this.#links.get(member)?.connectedAt;
    return connectedAt === undefined ? undefined : nodeClock.now() - connectedAt;
  }

  /**
   * Dials these from now on, and, besides them, only whoever talks to this member already: a leader that was added while this
   * member was away has to be answered before it can say that it was added.
   */
  setMembers(peers: readonly PeerAddress[]): void {
    const own = this.#options.introductions.own.member;
    const all = [...this.#accepted.callers, ...peers].filter(({ member }) => member !== own);
    const wanted = new Map(all.map((peer) => [peer.member, peer]));
    for (const [member, { link, addresses }] of this.#links) {
      if (wanted.get(member)?.addresses.join() === addresses) wanted.delete(member);
      else {
        link.close();
        this.#links.delete(member);
        this.#options.owner.peerLost(member);
      }
    }
    for (const peer of wanted.values()) this.#dialNow(peer);
  }

  /** Who sends to this member, and where each of them is reached. */
  get callers(): readonly PeerAddress[] {
    return this.#accepted.callers;
  }

  /** Ends what a member sends that was removed: it is told why. */
  expel(member: string): void {
    this.#accepted.end(member, REMOVED, INTRODUCTION_REFUSALS.removed);
  }

  /** New entries and what is said of them leave at once: this process has a disk to write to meanwhile. */
  send(member: string, frames: readonly Frame[]): boolean {
    const isSent = this.#links.get(member)?.link.send(frames, this.#encoded) ?? false;
    if (frames.some(isAwaited)) this.#turns.flush();
    return isSent;
  }

  close(): void {
    this.#isClosed = true;
    for (const { link } of this.#links.values()) link.close();
    this.#links.clear();
  }

  /** Whether a call that is no stream comes from a member that was looking for this one. */
  isFromMember(metadata: ReadonlyMetadata): boolean {
    const introduced = readIntroduction(metadata);
    if (introduced.problem !== undefined) return false;
    const { introductions } = this.#options;
    return introductions.isWelcome(introduced.hello) && introduced.to === introductions.own.member;
  }

  /** Takes what other members send. */
  serve(server: RpcServer): void {
    for (const lane of LANES) {
      server.handle(laneMethods[lane], (call) => {
        this.#accept(call);
      });
    }
  }

  // --- Outwards.

  #dialNow(peer: PeerAddress): void {
    const addresses = peer.addresses.join();
    this.#links.set(peer.member, { link: this.#createLink(peer), addresses, connectedAt: undefined });
  }

  #noteConnected(member: string, at: number | undefined): void {
    const dialled = this.#links.get(member);
    if (dialled !== undefined) dialled.connectedAt = at;
  }

  #createLink({ member, addresses }: PeerAddress): PeerLink {
    const { introductions, ownAddresses, owner, log } = this.#options;
    const target = {
      own: introductions.own,
      ownAddresses,
      member,
      channel: (lane: Lane) => this.#channel(member, addresses, lane),
      admit: (hello: Hello, done: (problem: string | undefined) => void) => {
        if (hello.member !== member) done(`member ${hello.member} answers at its address: check the peer URLs of both`);
        else introductions.admit(hello, (refusal) => done(refusal && INTRODUCTION_REFUSALS[refusal]));
      },
      verdictOf,
      later: (wasRefused: boolean, run: () => void) => {
        nodeClock.after(wasRefused ? REDIAL_MAX_MS : REDIAL_FIRST_MS, run);
      },
    };
    const events = {
      opened: () => {
        this.#noteConnected(member, nodeClock.now());
        this.#refusals.delete(member);
        log.info("connected to a member", { member, addresses });
        owner.peerConnected(member);
      },
      lost: (why: string) => {
        this.#noteConnected(member, undefined);
        log.warn("lost the connection to a member", { member, why });
        owner.peerLost(member);
      },
      unreachable: (why: string) => {
        if (this.#refusals.has(member)) return;
        this.#noteRefusal(
          member,
          "a member can not be reached, and is tried again: check its peer URLs, and that it runs KeyVal",
          why,
        );
      },
      refused: (why: string) => {
        this.#noteRefusal(member, "a member was reached and can not be talked to", why);
      },
      removed: () => {
        owner.removed();
      },
    };
    return new PeerLink(target, events, this.trafficWith(member));
  }

  /** What fills the other lanes may stand before the answers on a slow line, so only one asks whether the member is there. */
  #channel(member: string, addresses: readonly string[], lane: Lane): Channel {
    const answered = (milliseconds: number): void => {
      this.#options.answered(member, milliseconds);
    };
    return new Channel({
      addresses,
      ...(lane === "control" && { keepalive: { ...PINGS, answered } }),
      dial: this.#dial,
      clock: nodeClock,
      random: Math.random,
      failed: this.#options.failed,
      backoff: { firstMs: REDIAL_FIRST_MS, maxMs: REDIAL_MAX_MS },
    });
  }

  // --- Inwards.

  #accept(call: StreamCall): void {
    call.onMessage = () => undefined;
    call.onEnd = () => {
      call.end();
    };
    call.pause();
    const introduced = readIntroduction(call.metadata);
    if (introduced.problem !== undefined) {
      this.#refuse(call, call.peer.address, introduced.problem);
      return;
    }
    const { hello, to } = introduced;
    const { own } = this.#options.introductions;
    if (to !== own.member) {
      this.#refuse(
        call,
        hello.member,
        `it was looking for member ${to} and reached ${own.member}: check the peer URLs of both`,
      );
      return;
    }
    this.#options.introductions.admit(hello, (refusal) => {
      if (call.isOver) return;
      if (refusal === undefined) this.#read(call, introduced);
      else this.#refuse(call, hello.member, INTRODUCTION_REFUSALS[refusal], codeOf(refusal));
    });
  }

  #read(call: StreamCall, { hello: { member }, addresses }: Introduction): void {
    this.#accepted.add(member, addresses, call);
    if (!this.#isClosed && !this.#links.has(member) && addresses.length > 0) this.#dialNow({ member, addresses });
    const joiner = new Joiner();
    const traffic = this.trafficWith(member);
    call.onMessage = (piece) => {
      traffic.receivedBytes += piece.length;
      try {
        const whole = joiner.add(piece);
        if (whole !== undefined) this.#options.owner.receive(member, readFrames(whole));
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        this.#refuse(call, member, error.message);
      }
    };
    call.sendMetadata(answer(this.#options.introductions.own));
    call.resume();
  }

  #refuse(call: StreamCall, who: string, why: string, code: Status = Status.FAILED_PRECONDITION): void {
    this.#noteRefusal(who, "rejected connection on peer endpoint", why);
    call.fail(code, why);
  }

  // --- Both.

  #noteRefusal(who: string, message: string, why: string): void {
    if (this.#refusals.get(who) === why) return;
    this.#refusals.set(who, why);
    this.#options.log.warn(message, { member: who, why });
  }
}

/** Somebody's command hangs on it. */
function isAwaited(frame: Frame): boolean {
  return frame.kind === "raft" && !isNews(frame);
}

function codeOf(refusal: IntroductionRefusal): Status {
  return refusal === "removed" ? REMOVED : Status.FAILED_PRECONDITION;
}

function verdictOf({ code }: RpcError): Verdict | undefined {
  if (code === REMOVED) return "removed";
  return code === Status.FAILED_PRECONDITION || code === Status.UNIMPLEMENTED ? "refused" : undefined;
}
