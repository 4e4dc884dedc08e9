import { bytesCodec, Metadata, type Method, type ReadonlyMetadata } from "@keyval/grpc";
import type { Hello } from "../node/index.js";

/** Of the frames and of what is said around them. Versions next to each other understand each other. */
export const PROTOCOL_VERSION = 1;

const OLDEST_UNDERSTOOD = 1;

/**
 * What a peer's connection is for; each has a TCP connection of its own, so that what fills the socket of one, as a backlog of
 * entries or a snapshot does, never stands before the heartbeats of another.
 */
export type Lane = "control" | "entries" | "snapshots";

export const LANES: readonly Lane[] = ["control", "entries", "snapshots"];

type StreamMethod = Method<Uint8Array, Uint8Array, "bidi">;
type UnaryMethod = Method<Uint8Array, Uint8Array, "unary">;

/** One stream of frames for each lane, in pieces, from who dialled to who was dialled. */
export const laneMethods: Readonly<Record<Lane, StreamMethod>> = {
  control: { path: "/keyval.peer.Peer/Control", kind: "bidi", request: bytesCodec, response: bytesCodec },
  entries: { path: "/keyval.peer.Peer/Entries", kind: "bidi", request: bytesCodec, response: bytesCodec },
  snapshots: { path: "/keyval.peer.Peer/Snapshots", kind: "bidi", request: bytesCodec, response: bytesCodec },
};

/** A command of the caller's clients, for who leads; the answer is one of `FORWARD_ANSWERS`. */
export const proposeMethod = unary("Propose");

/** Renews a lease where somebody leads: the id's `LeaseKeepAliveRequest`, answered by a `LeaseKeepAliveResponse`. */
export const renewMethod = unary("Renew");

/** Whether a learner, that of a `MemberPromoteRequest`, is in sync with who leads: one byte, 1 if it is. */
export const inSyncMethod = unary("InSync");

/** Which cluster this is, and who its members are, for who has no id yet: answered by a `MemberListResponse`. */
export const clusterMethod = unary("Cluster");

/** A member that was added asks for its replica: answered by a number. */
export const joinMethod = unary("Join");

function unary(name: string): UnaryMethod {
  return { path: `/keyval.peer.Peer/${name}`, kind: "unary", request: bytesCodec, response: bytesCodec };
}

const FIELDS = { cluster: "keyval-cluster", member: "keyval-member", incarnation: "keyval-incarnation" } as const;
const PROTOCOL = "keyval-protocol";

/** Whom the sender believes to have reached. */
const TO = "keyval-to";

/** Where the sender is reached, for who has not heard of it yet. */
const ADDRESSES = "keyval-addresses";

/** Who calls, and whom. */
export function introduce(hello: Hello, to: string, addresses: readonly string[] = []): Metadata {
  const metadata = answer(hello).set(TO, to);
  return addresses.length === 0 ? metadata : metadata.set(ADDRESSES, addresses.join());
}

/** Who was called. */
export function answer(hello: Hello): Metadata {
  const metadata = new Metadata().set(PROTOCOL, String(PROTOCOL_VERSION));
  for (const [key, name] of Object.entries(FIELDS)) metadata.set(name, hello[key as keyof Hello]);
  return metadata;
}

export type Introduced = Introduction | { readonly problem: string };

export interface Introduction {
  readonly hello: Hello;
  readonly to: string;
  /** `host:port` of each advertised URL of the sender. */
  readonly addresses: readonly string[];
  readonly problem: undefined;
}

/** Who the other side says it is, or a sentence that says why it can not be understood. */
export function readIntroduction(metadata: ReadonlyMetadata | undefined): Introduced {
  const version = Number(metadata?.get(PROTOCOL));
  if (metadata === undefined || !Number.isSafeInteger(version)) {
    return { problem: "it does not speak KeyVal's protocol between members: check the peer URL" };
  }
  if (version < OLDEST_UNDERSTOOD) {
    return { problem: `it speaks version ${version} of the protocol between members: upgrade it first` };
  }
  const hello = {
    cluster: metadata.get(FIELDS.cluster) ?? "",
    member: metadata.get(FIELDS.member) ?? "",
    incarnation: metadata.get(FIELDS.incarnation) ?? "",
  };
  if (Object.values(hello).includes("")) return { problem: "it does not say which member of which cluster it is" };
  const addresses = metadata.get(ADDRESSES)?.split(",") ?? [];
  return { hello, to: metadata.get(TO) ?? "", addresses, problem: undefined };
}
