import assert from "node:assert/strict";
import { createHash, randomInt } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { tmpdir } from "node:os";
import { crc32 } from "node:zlib";
import { KV, Lease, LeaseGrantRequest, Maintenance, PutRequest, RangeRequest } from "@keyval/api";
import { foundingOf } from "@keyval/api/founding";
import type { Init, RangeResponse, SnapshotRequest, SnapshotResponse } from "@keyval/api";
import { messagesOf, type Method } from "@keyval/grpc";
import { decodeConfiguration, encodeConfiguration, entryBytes, foundingConfiguration } from "@keyval/raft";
import { restoredState } from "@keyval/statemachine";
import {
  restoreBackup,
  verifyBackup,
  type Backup,
  type Digest,
  type Disk,
  type File,
  type VerifiedBackup,
} from "@keyval/storage";
import { completed, openNodeDisk } from "@keyval/storage/disk-node";
import { type ChildServer, withServers } from "./child-server.test-helper.js";

const folder = mkdtempSync(join(tmpdir(), "keyval-backup-"));
const createDigest = (): Digest => createHash("sha256");
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

const PEER_URL = "http://restored.test:2380";
const EVERYTHING = RangeRequest.create({ key: bytes("\0"), rangeEnd: bytes("\0") });

const aloneIn = (directory: string): string[] => [
  `--data-dir=${directory}`,
  "--listen-client-urls=http://127.0.0.1:0",
  "--listen-peer-urls=http://127.0.0.1:0",
  `--initial-advertise-peer-urls=${PEER_URL}`,
  `--initial-cluster=default=${PEER_URL}`,
  "--initial-cluster-token=restored",
];

/** The whole body; its digest is right. */
async function saved(server: ChildServer): Promise<Uint8Array> {
  const method = Maintenance.methods.Snapshot as Method<Init<SnapshotRequest>, SnapshotResponse, "serverStream">;
  const blobs: Uint8Array[] = [];
  for await (const { blob } of messagesOf(server.channel.serverStream(method, {}))) blobs.push(new Uint8Array(blob));
  const digest = blobs.pop();
  const body = new Uint8Array(Buffer.concat(blobs));
  assert.deepEqual(digest, new Uint8Array(createHash("sha256").update(body).digest()));
  return body;
}

async function restore(image: Uint8Array, directory: string): Promise<Backup> {
  writeFileSync(join(folder, "backup.db"), image);
  mkdirSync(directory);
  const [source, disk] = [await diskAt(folder), await diskAt(directory)];
  const backup = await completed<File>((done) => {
    source.open("backup.db", "existing", done);
  });
  await completed<VerifiedBackup>((done) => {
    verifyBackup(backup, { crc32, createDigest }, done);
  });
  const own = { peerUrls: [PEER_URL] };
  const { cluster, member } = foundingOf(() => createHash("sha1"), {
    initialCluster: [own],
    ...own,
    token: "restored",
  });
  const random = (): number => randomInt(2 ** 32);
  return completed<Backup>((done) => {
    restoreBackup(
      {
        ...{ backups: [backup], disk, crc32, createDigest, random, defer: setImmediate, writer: "test" },
        state: (state) => restoredState(state, { bump: 0, marksCompacted: false }),
        raft: { encodeConfiguration, decodeConfiguration, entryBytes },
        identity: { cluster, member, incarnation: "0123456789abcdef" },
        replica: 1,
        configuration: foundingConfiguration([member]),
      },
      done,
    );
  });
}

function diskAt(directory: string): Promise<Disk> {
  return completed((done) => {
    openNodeDisk(directory, done);
  });
}

void describe("a backup", () => {
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("of a running server is what another one of a new cluster starts from", async () => {
    await withServers(async (start) => {
      const old = await start([
        "--listen-client-urls=http://127.0.0.1:0",
        "--listen-peer-urls=http://127.0.0.1:0",
      ]).serving();
      await old.call(Lease.methods.LeaseGrant, LeaseGrantRequest.create({ ID: 77, TTL: 1_000 }));
      for (let i = 0; i < 300; i++) {
        const value = bytes(String(i).repeat(500));
        const request = { key: bytes(`key ${i % 100}`), value, lease: i % 2 === 0 ? 77 : 0 };
        await old.call(KV.methods.Put, PutRequest.create(request));
      }
      const image = await saved(old);
      await old.call(KV.methods.Put, PutRequest.create({ key: bytes("later"), value: bytes("lost") }));
      const before = await old.call(KV.methods.Range, RangeRequest.create({ ...EVERYTHING, revision: 301 }));
      await old.end("SIGKILL");

      const directory = join(folder, "restored");
      const { keys, manifest } = await restore(image, directory);
      assert.deepEqual([keys, manifest.revision], [100, 301]);
      const restored = await start(aloneIn(directory)).serving();
      const found = await restored.call(KV.methods.Range, EVERYTHING);
      assert.deepEqual(contentOf(found), contentOf(before));
      assert.equal(found.header?.revision, 301);
      const history = await restored.call(KV.methods.Range, RangeRequest.create({ key: bytes("key 7"), revision: 10 }));
      assert.deepEqual(history.kvs[0]?.value, bytes("7".repeat(500)));
      const lease = await restored.call(Lease.methods.LeaseTimeToLive, { ID: 77, keys: true });
      assert.deepEqual([lease.grantedTTL, lease.keys.length], [1_000, 50]);
      const put = PutRequest.create({ key: bytes("new"), value: bytes("1") });
      assert.equal((await restored.call(KV.methods.Put, put)).header?.revision, 302);
      await restored.end("SIGKILL");
      const again = await start(aloneIn(directory)).serving();
      assert.equal((await again.call(KV.methods.Range, EVERYTHING)).kvs.length, 101);
    });
  });
});

function contentOf({ kvs, count }: RangeResponse): unknown {
  return { kvs, count };
}
