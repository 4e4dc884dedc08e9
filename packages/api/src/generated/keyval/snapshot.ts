// Generated from keyval/snapshot.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import { NO_BYTES, NONE } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";

/** Of the snapshot before, behind which the new one begins. */
export interface SnapshotSinceRequest {
  /** Its SHA-256. */
  readonly digest: Uint8Array;
  /** The id of the cluster that it was taken of, in hexadecimal digits. */
  readonly cluster: string;
  /** The last entry of the log that is in it, and the revision then. */
  readonly index: number;
  readonly revision: number;
  /** Of the data directories of the members then: a cluster that was restored has others. */
  readonly incarnations: readonly Id[];
}

function createSnapshotSinceRequest(init: Init<SnapshotSinceRequest> = {}): SnapshotSinceRequest {
  return {
    digest: init.digest ?? NO_BYTES,
    cluster: init.cluster ?? "",
    index: init.index ?? 0,
    revision: init.revision ?? 0,
    incarnations: init.incarnations ?? NONE,
  };
}

const EMPTY_SNAPSHOT_SINCE_REQUEST = createSnapshotSinceRequest();

function readSnapshotSinceRequest(
  reader: Reader,
  end: number,
  from = EMPTY_SNAPSHOT_SINCE_REQUEST,
): SnapshotSinceRequest {
  let { digest, cluster, index, revision, incarnations } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        digest = reader.bytes();
        break;
      case 2:
        cluster = reader.text();
        break;
      case 3:
        index = reader.int64();
        break;
      case 4:
        revision = reader.int64();
        break;
      case 5:
        incarnations = reader.packed(incarnations, () => reader.unsignedId());
        break;
      default:
        reader.skip();
    }
  }
  return { digest, cluster, index, revision, incarnations };
}

function writeSnapshotSinceRequest(message: Init<SnapshotSinceRequest>, writer: Writer): void {
  writer.packedId(5, message.incarnations);
  writer.int64(4, message.revision);
  writer.int64(3, message.index);
  writer.text(2, message.cluster);
  writer.bytes(1, message.digest);
}

export const SnapshotSinceRequest = messageCodec<SnapshotSinceRequest>({
  name: "keyval.SnapshotSinceRequest",
  create: createSnapshotSinceRequest,
  read: readSnapshotSinceRequest,
  write: writeSnapshotSinceRequest,
});

export interface SnapshotSinceResponse {
  /** All of them are a file, as docs/internals/backup.md has it, and behind it its SHA-256. */
  readonly blob: Uint8Array;
}

function createSnapshotSinceResponse(init: Init<SnapshotSinceResponse> = {}): SnapshotSinceResponse {
  return {
    blob: init.blob ?? NO_BYTES,
  };
}

const EMPTY_SNAPSHOT_SINCE_RESPONSE = createSnapshotSinceResponse();

function readSnapshotSinceResponse(
  reader: Reader,
  end: number,
  from = EMPTY_SNAPSHOT_SINCE_RESPONSE,
): SnapshotSinceResponse {
  let { blob } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        blob = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { blob };
}

function writeSnapshotSinceResponse(message: Init<SnapshotSinceResponse>, writer: Writer): void {
  writer.bytes(1, message.blob);
}

export const SnapshotSinceResponse = messageCodec<SnapshotSinceResponse>({
  name: "keyval.SnapshotSinceResponse",
  create: createSnapshotSinceResponse,
  read: readSnapshotSinceResponse,
  write: writeSnapshotSinceResponse,
});

/** Snapshots of what has changed. */
export const Snapshot = {
  name: "keyval.Snapshot",
  methods: {
    Since: {
      path: "/keyval.Snapshot/Since",
      kind: "serverStream",
      request: SnapshotSinceRequest,
      response: SnapshotSinceResponse,
    },
  },
} as const;
