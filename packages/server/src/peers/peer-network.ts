import { Channel, type RpcError, Status, type BidiHandler, type ReadonlyMetadata, type RpcServer } from "@keyval/grpc";
import { dialer, nodeClock, Turns } from "@keyval/grpc/transport";
import type { Frame, Hello, Introductions, IntroductionRefusal, Peers } from "../node/index.js";
import { INTRODUCTION_REFUSALS } from "../node/index.js";
import { readFrames } from "./frame-codec.js";
import { FrameError } from "./frame-reader.js";
import { REDIAL_FIRST_MS, REDIAL_MAX_MS } from "./limits.js";
import { Joiner } from "./pieces.js";
import { PeerLink } from "./peer-link.js";
import { PeerTraffic } from "./peer-traffic.js";
import { answer, LANES, laneMethods, readIntroduction } from "./peer-protocol.js";

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
}

export interface PeerLog {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

export interface PeerNetworkOptions {
  readonly introductions: Introductions;
  readonly owner: PeerOwner;
  readonly log: PeerLog;
  /** A callback threw: a bug. */
  readonly failed: (bug: unknown) => void;
}

type StreamCall = Parameters<BidiHandler<Uint8Array, Uint8Array>>[0];

/** The connections to the other members and from them: each dials all others, and sends only on what it dialled. */
export class PeerNetwork implements Peers {
  readonly #options: PeerNetworkOptions;
  readonly #turns = new Turns();
  readonly #dial = dialer({ turns: this.#turns });
  readonly #links = new Map<string, { readonly link: PeerLink; readonly addresses: string }>();
  readonly #traffic = new Map<string, PeerTraffic>();
  /** The last refusal of each member, so that each is logged once and not at every attempt. */
  readonly #refusals = new Map<string, string>();

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

  /** Dials these from now on, and nobody else. */
  setMembers(peers: readonly PeerAddress[]): void {
    const own = this.#options.introductions.own.member;
    const wanted = new Map(peers.filter(({ member }) => member !== own).map((peer) => [peer.member, peer]));
    for (const [member, { link, addresses }] of this.#links) {
      if (wanted.get(member)?.addresses.join() === addresses) wanted.delete(member);
      else {
        link.close();
        this.#links.delete(member);
        this.#options.owner.peerLost(member);
      }
    }
    for (const peer of wanted.values()) {
      this.#links.set(peer.member, { link: this.#createLink(peer), addresses: peer.addresses.join() });
    }
  }

  /** New entries and what is said of them leave at once: this process has a disk to write to meanwhile. */
  send(member: string, frames: readonly Frame[]): boolean {
    const isSent = this.#links.get(member)?.link.send(frames) ?? false;
    if (frames.some(isAwaited)) this.#turns.flush();
    return isSent;
  }

  close(): void {
    for (const { link } of this.#links.values()) link.close();
    this.#links.clear();
  }

  /** Whether a call that is no stream comes from a member that was looking for this one. */
  isFromMember(metadata: ReadonlyMetadata): boolean {
    const introduced = readIntroduction(metadata);
    if (introduced.problem !== undefined) return false;
    const { own } = this.#options.introductions;
    return introduced.hello.cluster === own.cluster && introduced.to === own.member;
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

  #createLink({ member, addresses }: PeerAddress): PeerLink {
    const { introductions, owner, log } = this.#options;
    const target = {
      own: introductions.own,
      member,
      channel: () => this.#channel(addresses),
      admit: (hello: Hello, done: (problem: string | undefined) => void) => {
        if (hello.member === member) this.#admit(hello, done);
        else done(`member ${hello.member} answers at its address: check the peer URLs of both`);
      },
      isRefusal: ({ code }: RpcError) => code === Status.FAILED_PRECONDITION || code === Status.UNIMPLEMENTED,
      later: (wasRefused: boolean, run: () => void) => {
        nodeClock.after(wasRefused ? REDIAL_MAX_MS : REDIAL_FIRST_MS, run);
      },
    };
    const events = {
      opened: () => {
        this.#refusals.delete(member);
        log.info("connected to a member", { member, addresses });
        owner.peerConnected(member);
      },
      lost: (why: string) => {
        log.warn("lost the connection to a member", { member, why });
        owner.peerLost(member);
      },
      refused: (why: string) => {
        this.#noteRefusal(member, "a member was reached and can not be talked to", why);
      },
    };
    return new PeerLink(target, events, this.trafficWith(member));
  }

  #channel(addresses: readonly string[]): Channel {
    return new Channel({
      addresses,
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
    this.#admit(hello, (problem) => {
      if (call.isOver) return;
      if (problem === undefined) this.#read(call, hello.member);
      else this.#refuse(call, hello.member, problem);
    });
  }

  #read(call: StreamCall, member: string): void {
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

  #refuse(call: StreamCall, who: string, why: string): void {
    this.#noteRefusal(who, "rejected connection on peer endpoint", why);
    call.fail(Status.FAILED_PRECONDITION, why);
  }

  // --- Both.

  #admit(hello: Hello, done: (problem: string | undefined) => void): void {
    this.#options.introductions.admit(hello, (refusal: IntroductionRefusal | undefined) => {
      done(refusal && INTRODUCTION_REFUSALS[refusal]);
    });
  }

  #noteRefusal(who: string, message: string, why: string): void {
    if (this.#refusals.get(who) === why) return;
    this.#refusals.set(who, why);
    this.#options.log.warn(message, { member: who, why });
  }
}

/** Somebody's command hangs on it, which does not hold for word of what is committed. */
function isAwaited(frame: Frame): boolean {
  return frame.kind === "raft" && (frame.message.kind !== "append" || frame.message.entries.length > 0);
}
