import type { Frame, Hello, IntroductionRefusal, Peers } from "@keyval/server/node";
import type { SeededRandom } from "../random.js";
import type { Scheduler } from "../scheduler.js";
import { draw, type Distribution } from "./distribution.js";
import type { Question } from "./resident.js";

/** How the network treats what is entrusted to it. */
export interface NetworkFaults {
  readonly latency: Distribution;
  /** Bytes that a link carries in a millisecond. */
  readonly bytesPerMillisecond: number;
  /** Of a thousand deliveries, so many are lost, come twice, or overtake others. */
  readonly lostPerMille: number;
  readonly twicePerMille: number;
  readonly overtakingPerMille: number;
  /** A connection that can not be made is tried again after this long. */
  readonly redialMicroseconds: number;
}

/** A process, as the network sees it. What it does to a process is held back while the process is paused. */
export interface Endpoint {
  readonly hello: Hello;
  admit(hello: Hello, done: (refusal: IntroductionRefusal | undefined) => void): void;
  receive(member: string, frames: readonly Frame[]): void;
  /** The answer may be called later, or never. */
  asked(question: Question, answer: (answer: unknown) => void): void;
  peerConnected(member: string): void;
  peerLost(member: string): void;
  /** Another one says that this member was removed. */
  expelled?(): void;
}

/** One way from one process to another: frames travel on connections dialled to their receiver. */
interface Link {
  /** Counts connections: what was sent on an earlier one is lost. */
  connection: number;
  isOpen: boolean;
  isDialling: boolean;
  /** Packets vanish, and nobody is told. */
  isCut: boolean;
  /** When the last byte handed over will have left, and when the last delivery will arrive. */
  freeAt: number;
  lastArrival: number;
}

const FRAME_BYTES = 64;
const ANSWER_BYTES = 16;

/** Whoever has not said by then whether it admits a peer is dialled again. */
const INTRODUCTION_MOST = 1_000_000;

/** All links between all processes. Names are those of members. */
export class Network {
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #faults: NetworkFaults;
  readonly #endpoints = new Map<string, Endpoint>();
  /** By sender, by receiver. */
  readonly #links = new Map<string, Map<string, Link>>();

  constructor(scheduler: Scheduler, random: SeededRandom, faults: NetworkFaults) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#faults = faults;
  }

  /** A process has started: it dials all others, and they dial it. */
  attach(endpoint: Endpoint): Peers {
    const { member } = endpoint.hello;
    this.#endpoints.set(member, endpoint);
    for (const other of this.#endpoints.keys()) {
      if (other === member) continue;
      this.#dial(member, other);
      this.#dial(other, member);
    }
    return { send: (to, frames) => this.#send(endpoint, to, frames) };
  }

  /**
   * A process has ended. Its kernel closes its connections, so that the others hear of it soon; or, if the whole machine
   * went, nobody hears anything.
   */
  detach(member: string, isSilent: boolean): void {
    this.#endpoints.delete(member);
    for (const other of this.#endpoints.keys()) {
      this.#close(member, other, !isSilent);
      this.#close(other, member, !isSilent);
    }
  }

  /** From now on nothing passes in this direction, and nobody is told. */
  cut(from: string, to: string): void {
    this.#link(from, to).isCut = true;
  }

  heal(from: string, to: string): void {
    this.#link(from, to).isCut = false;
  }

  healAll(): void {
    for (const links of this.#links.values()) for (const link of links.values()) link.isCut = false;
  }

  /** A connection breaks; both ends hear of it, and it is dialled again. */
  breakConnection(from: string, to: string): void {
    this.#close(from, to, true);
    this.#dial(from, to);
  }

  /**
   * Asks something beside the frames, on the same connection. Whoever asked is answered, or hears nothing: not even that the
   * connection broke. False if there is none.
   */
  ask(endpoint: Endpoint, to: string, question: Question, answered: (answer: unknown) => void): boolean {
    const from = endpoint.hello.member;
    const link = this.#link(from, to);
    if (!link.isOpen || this.#endpoints.get(from) !== endpoint) return false;
    const { connection } = link;
    const called = this.#endpoints.get(to);
    this.#carry(link, link, question.bytes, () => {
      if (this.#endpoints.get(to) !== called) return;
      called?.asked(question, (answer) => {
        if (link.connection === connection)
          this.#carry(link, this.#link(to, from), ANSWER_BYTES, () => answered(answer));
      });
    });
    return true;
  }

  /** Asks whoever runs there without being introduced, on a connection that is over with the answer; it may be lost as well. */
  askOnce(from: string, to: string, question: Question, answered: (answer: unknown) => void): void {
    const called = this.#endpoints.get(to);
    this.#carry(undefined, this.#link(from, to), question.bytes, () => {
      if (this.#endpoints.get(to) !== called) return;
      called?.asked(question, (answer) => {
        this.#carry(undefined, this.#link(to, from), ANSWER_BYTES, () => answered(answer));
      });
    });
  }

  /** Who runs beside this one. */
  others(member: string): readonly string[] {
    return [...this.#endpoints.keys()].filter((other) => other !== member);
  }

  /** Whose connections to this one stand. */
  callers(member: string): readonly string[] {
    return this.others(member).filter((other) => this.#link(other, member).isOpen);
  }

  #dial(from: string, to: string): void {
    const link = this.#link(from, to);
    if (link.isOpen || link.isDialling) return;
    link.isDialling = true;
    this.#later(draw(this.#faults.latency, this.#random) * 2, () => {
      this.#introduce(from, to, link);
    });
  }

  #introduce(from: string, to: string, link: Link): void {
    const caller = this.#endpoints.get(from);
    const called = this.#endpoints.get(to);
    if (caller === undefined) {
      link.isDialling = false;
      return;
    }
    if (called === undefined || link.isCut || this.#link(to, from).isCut) {
      this.#redial(from, to, link);
      return;
    }
    let isOver = false;
    const end = (isAdmitted: boolean): void => {
      if (isOver) return;
      isOver = true;
      const isStillThere = this.#endpoints.get(from) === caller && this.#endpoints.get(to) === called;
      if (isAdmitted && isStillThere) {
        this.#open(link);
        called.peerConnected(from);
      } else this.#redial(from, to, link);
    };
    // Both ends want to know whom they talk to; one that crashes or hangs in between never answers.
    this.#later(INTRODUCTION_MOST, () => {
      end(false);
    });
    called.admit(caller.hello, (refusal) => {
      if (refusal === "removed") caller.expelled?.();
      if (refusal !== undefined) end(false);
      else {
        caller.admit(called.hello, (refusalToo) => {
          end(refusalToo === undefined);
        });
      }
    });
  }

  #redial(from: string, to: string, link: Link): void {
    this.#later(this.#faults.redialMicroseconds, () => {
      link.isDialling = false;
      if (this.#endpoints.has(from)) this.#dial(from, to);
    });
  }

  #open(link: Link): void {
    link.isDialling = false;
    link.isOpen = true;
    link.connection += 1;
    link.freeAt = this.#scheduler.now;
    link.lastArrival = this.#scheduler.now;
  }

  #close(from: string, to: string, isTold: boolean): void {
    const link = this.#link(from, to);
    if (!link.isOpen) return;
    link.isOpen = false;
    link.connection += 1;
    if (!isTold) {
      // The sender finds out by itself, sooner or later, and dials again.
      this.#redial(from, to, link);
      return;
    }
    this.#tellLost(from, to);
    this.#tellLost(to, from);
  }

  #tellLost(member: string, lost: string): void {
    const endpoint = this.#endpoints.get(member);
    if (endpoint === undefined || this.#link(lost, member).isCut) return;
    this.#later(draw(this.#faults.latency, this.#random), () => {
      if (this.#endpoints.get(member) !== endpoint) return;
      endpoint.peerLost(lost);
      this.#dial(member, lost);
    });
  }

  #send(endpoint: Endpoint, to: string, frames: readonly Frame[]): boolean {
    const from = endpoint.hello.member;
    const link = this.#link(from, to);
    if (!link.isOpen || this.#endpoints.get(from) !== endpoint) return false;
    const transfer = this.#departure(link, sizeOf(frames)) - this.#scheduler.now;
    if (link.isCut || this.#random.chance(this.#faults.lostPerMille, 1000)) return true;
    this.#deliver(link, from, to, frames, transfer);
    if (this.#random.chance(this.#faults.twicePerMille, 1000)) this.#deliver(link, from, to, frames, transfer);
    return true;
  }

  /** When the last byte has left: a link carries only so much at a time. */
  #departure(link: Link, bytes: number): number {
    const microseconds = Math.ceil((bytes * 1000) / this.#faults.bytesPerMillisecond);
    link.freeAt = Math.max(link.freeAt, this.#scheduler.now) + microseconds;
    return link.freeAt;
  }

  #deliver(link: Link, from: string, to: string, frames: readonly Frame[], transfer: number): void {
    let arrival = this.#scheduler.now + transfer + draw(this.#faults.latency, this.#random);
    if (!this.#random.chance(this.#faults.overtakingPerMille, 1000)) {
      arrival = Math.max(arrival, link.lastArrival);
      link.lastArrival = arrival;
    }
    const { connection } = link;
    const endpoint = this.#endpoints.get(to);
    this.#later(arrival - this.#scheduler.now, () => {
      const isSameConnection = link.connection === connection && this.#endpoints.get(to) === endpoint;
      if (isSameConnection && !link.isCut) endpoint?.receive(from, frames);
    });
  }

  /** On a connection that was dialled before, or on none that anybody keeps, in the direction of `way`. */
  #carry(connected: Link | undefined, way: Link, bytes: number, arrived: () => void): void {
    const connection = connected?.connection;
    const transfer = this.#departure(way, bytes) - this.#scheduler.now;
    if (way.isCut || this.#random.chance(this.#faults.lostPerMille, 1000)) return;
    this.#later(transfer + draw(this.#faults.latency, this.#random), () => {
      if (connected?.connection === connection && !way.isCut) arrived();
    });
  }

  #link(from: string, to: string): Link {
    let links = this.#links.get(from);
    if (links === undefined) this.#links.set(from, (links = new Map<string, Link>()));
    let link = links.get(to);
    if (link === undefined) {
      link = { connection: 0, isOpen: false, isDialling: false, isCut: false, freeAt: 0, lastArrival: 0 };
      links.set(to, link);
    }
    return link;
  }

  #later(microseconds: number, run: () => void): void {
    this.#scheduler.after(microseconds, run);
  }
}

function sizeOf(frames: readonly Frame[]): number {
  let bytes = 0;
  for (const frame of frames) {
    bytes += FRAME_BYTES;
    if (frame.kind === "chunk") bytes += frame.bytes.length;
    if (frame.kind !== "raft" || frame.message.kind !== "append") continue;
    for (const entry of frame.message.entries) bytes += FRAME_BYTES + entry.payload.length;
  }
  return bytes;
}
