import type { Configuration } from "@keyval/raft";
import type { Done } from "@keyval/storage";
import type { Hello } from "./peers.js";

/** Which incarnation of each member was met first, kept durably. */
export interface Pins {
  readonly known: ReadonlyMap<string, string>;
  /** Answers once the pin is durable. One that failed is not known. */
  pin(member: string, incarnation: string, done: Done): void;
}

/** Why somebody is no member: it was removed, or it was never added. */
export type Outsider = "removed" | "unknownMember";

export type IntroductionRefusal = Outsider | "wrongCluster" | "wrongIncarnation" | "diskFailed";

export const INTRODUCTION_REFUSALS: Readonly<Record<IntroductionRefusal, string>> = {
  wrongCluster: "the peer belongs to another cluster: check its initial cluster and its data directory",
  removed: "the member was removed from the cluster: start it anew with an empty data directory after adding it again",
  unknownMember: "the member is not in this cluster: add it with `member add` first",
  wrongIncarnation:
    "the member lost its disk since it was first met, and what it voted and acknowledged with it: " +
    "remove it from the cluster and add it again",
  diskFailed: "the peer's incarnation could not be written down: see the error of the disk before",
};

/**
 * Decides, before the first message of a process is used, whether it is who it says. A member that lost its disk must not
 * come back under its old identity: it would vote twice and miss what it acknowledged. So its incarnation is compared
 * with the one in the configuration, if it was added to the running cluster, or else with the one met first.
 */
export class Introductions {
  readonly #own: Hello;
  readonly #pins: Pins;
  /** Incarnations by member, as the configurations of the groups name them. */
  readonly #configured: (member: string) => string | undefined;
  readonly #defer: (run: () => void) => void;
  readonly #outsider: (member: string) => Outsider | undefined;
  /** Whose incarnation is being written down; nobody is admitted by a pin that is not durable. */
  readonly #pinning = new Map<string, Pinning>();

  constructor(
    own: Hello,
    pins: Pins,
    configured: (member: string) => string | undefined,
    defer: (run: () => void) => void,
    /** Undefined for a member, and for whom nothing is known of. */
    outsider: (member: string) => Outsider | undefined = () => undefined,
  ) {
    this.#own = own;
    this.#pins = pins;
    this.#configured = configured;
    this.#defer = defer;
    this.#outsider = outsider;
  }

  get own(): Hello {
    return this.#own;
  }

  /** Whether somebody of this cluster may be a member as far as this one knows. */
  isWelcome({ cluster, member }: Hello): boolean {
    return cluster === this.#own.cluster && this.#outsider(member) === undefined;
  }

  admit(hello: Hello, done: (refusal: IntroductionRefusal | undefined) => void): void {
    const { cluster, member, incarnation } = hello;
    const outsider = this.#outsider(member);
    const pinning = this.#pinning.get(member);
    const expected = this.#configured(member) ?? pinning?.incarnation ?? this.#pins.known.get(member);
    if (cluster !== this.#own.cluster) this.#answer(done, "wrongCluster");
    else if (outsider !== undefined) this.#answer(done, outsider);
    else if (expected === undefined) this.#pin(member, incarnation, done);
    else if (expected !== incarnation) this.#answer(done, "wrongIncarnation");
    else if (pinning === undefined) this.#answer(done, undefined);
    else pinning.waiting.push(done);
  }

  #answer(done: Answer, refusal: IntroductionRefusal | undefined): void {
    this.#defer(() => {
      done(refusal);
    });
  }

  #pin(member: string, incarnation: string, done: Answer): void {
    const pinning: Pinning = { incarnation, waiting: [done] };
    this.#pinning.set(member, pinning);
    this.#pins.pin(member, incarnation, ({ error }) => {
      this.#pinning.delete(member);
      for (const waiting of pinning.waiting) waiting(error === undefined ? undefined : "diskFailed");
    });
  }
}

/** Members that were there from the beginning have none in the configuration: they had not met when it was made. */
export function incarnationOf({ hosts }: Configuration, member: string): string | undefined {
  const incarnation = hosts.find((host) => host.member === member)?.incarnation;
  return incarnation === "" ? undefined : incarnation;
}

type Answer = (refusal: IntroductionRefusal | undefined) => void;

interface Pinning {
  readonly incarnation: string;
  readonly waiting: Answer[];
}
