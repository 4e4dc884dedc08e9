import type { BackupFile } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";
import { Failure } from "../../../frame/failure.js";

const MIGRATE =
  "Start etcd with it ('etcdutl snapshot restore' makes a data directory of it), and copy what that serves into a running\n" +
  "KeyVal: kvctl --endpoints=<etcd> make-mirror --no-dest-prefix <KeyVal>";

interface Kind {
  readonly what: string;
  readonly advice: string;
  readonly at: number;
  readonly magic: readonly number[];
}

const ELSEWHERE = "Name a file that 'kvctl snapshot save' wrote.";

/** What people have at hand when they look for a backup. */
const KINDS: readonly Kind[] = [
  { what: "a database of etcd (bbolt)", advice: MIGRATE, at: 16, magic: [0xed, 0xda, 0x0c, 0xed] },
  { what: "compressed by gzip", advice: "Unpack it first: gunzip.", at: 0, magic: [0x1f, 0x8b] },
  { what: "compressed by zstd", advice: "Unpack it first: unzstd.", at: 0, magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { what: "a ZIP archive", advice: "Unpack it first.", at: 0, magic: [0x50, 0x4b, 0x03, 0x04] },
  { what: "a tar archive", advice: "Unpack it first.", at: 257, magic: [...Buffer.from("ustar")] },
  { what: "a database of SQLite", advice: ELSEWHERE, at: 0, magic: [...Buffer.from("SQLite format 3\0")] },
];

const BEGINNING_BYTES = 512;

/** Why a file that is no backup of KeyVal is refused, by the name of what it is where that can be seen. */
export async function refuseForeign(file: BackupFile): Promise<never> {
  const beginning = new Uint8Array(BEGINNING_BYTES);
  const length = await completed<number>((done) => {
    file.read(0, beginning, done);
  });
  const kind = KINDS.find(({ at, magic }) => magic.every((byte, i) => beginning[at + i] === byte));
  const unknown = { what: length === 0 ? "an empty file" : "something else", advice: ELSEWHERE };
  const { what, advice } = kind ?? unknown;
  throw new Failure(`${file.path} is no snapshot of KeyVal, but ${what}`, undefined, advice);
}
