/**
 * The rooms of the house and the arrows between them, as `docs/ARCHITECTURE.md` draws them. Rooms that are planned are
 * listed too, so that their first file already stands under their rules.
 *
 * Test files (`*.test.ts`, `*.test-helper.ts`) may import what they like, and are not looked at.
 */
export interface Room {
  readonly name: string;
  /** A room inside another room's folder is looked up first. */
  readonly folder: string;
  /** Who may be imported, whole or only for its types. A room may always import itself. */
  readonly imports: Readonly<Record<string, "all" | "types">>;
  /** The npm packages that may be imported. */
  readonly npm: readonly string[];
  /** Where Node's modules and globals may be used. */
  readonly node: Extent;
  /** Where clocks, chance, timers and promises may be used. */
  readonly effects: Extent;
  /**
   * Set where integers may pass 2^32, so that bitwise operators, which cut to 32 bits, are refused: the files that may
   * use them all the same, and why.
   */
  readonly bitwiseOnlyIn?: Readonly<Record<string, string>>;
}

/** A list holds files and folders below the room's own, without the ending: `disk-node` covers `disk-node.ts` too. */
export type Extent = "nowhere" | "anywhere" | readonly string[];

/** What runs in the simulator, and with it in a browser. */
const simulated = { raft: "all", storage: "all", api: "all", statemachine: "all" } as const;

const served = { ...simulated, grpc: "all", "server/node": "all", "server/rpc": "all" } as const;

export const rooms: readonly Room[] = [
  {
    name: "raft",
    folder: "packages/raft/src",
    imports: {},
    npm: [],
    node: "nowhere",
    effects: "nowhere",
    bitwiseOnlyIn: {},
  },
  {
    name: "storage",
    folder: "packages/storage/src",
    imports: { raft: "types" },
    npm: ["lmdb"],
    node: ["disk-node", "bitcask-store", "lmdb"],
    effects: ["disk-node", "bitcask-store", "lmdb"],
  },
  { name: "api", folder: "packages/api/src", imports: {}, npm: [], node: "nowhere", effects: "anywhere" },
  {
    name: "statemachine",
    folder: "packages/statemachine/src",
    imports: { api: "all", storage: "types" },
    npm: [],
    node: "nowhere",
    effects: "nowhere",
  },
  { name: "grpc", folder: "packages/grpc/src", imports: {}, npm: [], node: ["transport"], effects: "anywhere" },
  {
    name: "server/node",
    folder: "packages/server/src/node",
    imports: simulated,
    npm: [],
    node: "nowhere",
    effects: "nowhere",
  },
  {
    name: "server/rpc",
    folder: "packages/server/src/rpc",
    imports: { ...simulated, "server/node": "all" },
    npm: [],
    node: "nowhere",
    effects: "nowhere",
  },
  {
    name: "server/http",
    folder: "packages/server/src/http",
    imports: served,
    npm: [],
    node: "anywhere",
    effects: "anywhere",
  },
  {
    name: "server",
    folder: "packages/server/src",
    imports: { ...served, "server/http": "all" },
    npm: ["yaml"],
    node: "anywhere",
    effects: "anywhere",
  },
  {
    name: "sim",
    folder: "packages/sim/src",
    imports: { ...simulated, "server/node": "all", "server/rpc": "all" },
    npm: [],
    node: ["main"],
    effects: ["main"],
  },
  {
    name: "client",
    folder: "packages/client/src",
    imports: { api: "all", grpc: "all" },
    npm: [],
    node: "anywhere",
    effects: "anywhere",
  },
  {
    name: "cli",
    folder: "packages/cli/src",
    imports: { client: "all", api: "all", raft: "all", storage: "all", statemachine: "all" },
    npm: [],
    node: "anywhere",
    effects: "anywhere",
  },
  {
    name: "keyval",
    folder: "packages/keyval/src",
    imports: { server: "all", cli: "all" },
    npm: [],
    node: "anywhere",
    effects: "anywhere",
  },
  {
    name: "dashboard",
    folder: "packages/dashboard/src",
    imports: { api: "types" },
    npm: [],
    node: "nowhere",
    effects: "anywhere",
  },
  { name: "lab", folder: "packages/lab/src", imports: { sim: "all" }, npm: [], node: "nowhere", effects: "anywhere" },
];

/** The room whose folder holds the file, the innermost one if there are several. */
export function roomOf(file: string): Room | undefined {
  return rooms
    .filter((room) => file.startsWith(`${room.folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
}

export function covers(extent: Extent, room: Room, file: string): boolean {
  if (typeof extent === "string") return extent === "anywhere";
  const path = file.slice(room.folder.length + 1);
  return extent.some((name) => path === `${name}.ts` || path.startsWith(`${name}/`));
}
