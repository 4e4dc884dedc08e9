import { splitPath } from "@keyval/storage";
import type { SeededRandom } from "../random.js";
import type { Content } from "./content.js";

export type Node = Directory | FileNode;

export interface Directory {
  readonly kind: "directory";
  readonly path: string;
  /** As calls see it, and as the medium has it. */
  entries: Map<string, Node>;
  readonly durable: Map<string, Node>;
}

export interface FileNode {
  readonly kind: "file";
  readonly content: Content;
  /** How often it is open. A file without a name lives as long as somebody has it open. */
  opens: number;
  hasName: boolean;
}

interface Change {
  readonly directory: Directory;
  readonly name: string;
  /** Undefined takes the name away. */
  readonly node: Node | undefined;
}

/** What happens as one step, or not at all. */
interface NameOperation {
  /** The directory whose sync makes it durable. */
  readonly home: Directory;
  readonly changes: readonly Change[];
  readonly number: number;
}

/** The file system writes the oldest changes of names by itself once there are so many. */
const UNSYNCED_MOST = 64;

/**
 * The names of a disk, and which of them a crash may take back. Each operation survives or not as a whole and by itself;
 * only operations on one name keep their order, so that nothing durable is lost for a name that never came to be.
 */
export class Names {
  readonly root: Directory = newDirectory("");
  #unsynced: NameOperation[] = [];
  #nextNumber = 0;

  find(path: string): Node | undefined {
    let node: Node | undefined = this.root;
    if (path === "") return node;
    for (const name of path.split("/")) {
      node = node?.kind === "directory" ? node.entries.get(name) : undefined;
    }
    return node;
  }

  /** The directory in which the path has its last name. */
  findHome(path: string): Directory | undefined {
    const home = this.find(splitPath(path)[0]);
    return home?.kind === "directory" ? home : undefined;
  }

  add(path: string, home: Directory, node: Node): void {
    this.#change(home, [{ directory: home, name: splitPath(path)[1], node }]);
  }

  remove(path: string, home: Directory): void {
    this.#change(home, [{ directory: home, name: splitPath(path)[1], node: undefined }]);
  }

  move(from: string, fromHome: Directory, to: string, home: Directory, node: Node): void {
    this.#change(home, [
      { directory: fromHome, name: splitPath(from)[1], node: undefined },
      { directory: home, name: splitPath(to)[1], node },
    ]);
  }

  /** A sync that begins now covers what has a lower number. */
  beginSync(): number {
    return this.#nextNumber;
  }

  endSync(home: Directory, before: number): void {
    const needed = new Set<string>();
    const kept: NameOperation[] = [];
    const settled: NameOperation[] = [];
    // From the newest back, because what a durable operation builds upon, in whatever directory, is durable with it.
    for (const operation of this.#unsynced.reverse()) {
      const names = namesOf(operation);
      if ((operation.home === home && operation.number < before) || names.some((name) => needed.has(name))) {
        for (const name of names) needed.add(name);
        settled.push(operation);
      } else {
        kept.push(operation);
      }
    }
    this.#unsynced = kept.reverse();
    for (const operation of settled.reverse()) settle(operation);
  }

  /** What is not durable may be there or not; says how many operations are lost. */
  powerCrash(random: SeededRandom): number {
    const survival = random.pick([0, 1, 4, 7, 8]);
    const lost = new Set<string>();
    let count = 0;
    for (const operation of this.#unsynced) {
      const names = namesOf(operation);
      if (!names.some((name) => lost.has(name)) && random.chance(survival, 8)) {
        settle(operation);
      } else {
        count++;
        for (const name of names) lost.add(name);
      }
    }
    this.#unsynced = [];
    forgetUnsynced(this.root);
    return count;
  }

  /** Every file with a name, as calls see it. */
  files(): readonly (readonly [path: string, file: FileNode])[] {
    return filesIn(this.root, "", ({ entries }) => entries);
  }

  /** Every file with a durable name. */
  durableFiles(): readonly (readonly [path: string, file: FileNode])[] {
    return filesIn(this.root, "", ({ durable }) => durable);
  }

  #change(home: Directory, changes: readonly Change[]): void {
    for (const { directory, name, node } of changes) {
      const former = directory.entries.get(name);
      if (former?.kind === "file") former.hasName = false;
      if (node === undefined) directory.entries.delete(name);
      else directory.entries.set(name, node);
    }
    for (const { node } of changes) {
      if (node?.kind === "file") node.hasName = true;
    }
    this.#unsynced.push({ home, changes, number: this.#nextNumber++ });
    if (this.#unsynced.length <= UNSYNCED_MOST) return;
    const [oldest, ...rest] = this.#unsynced;
    if (oldest !== undefined) settle(oldest);
    this.#unsynced = rest;
  }
}

export function newDirectory(path: string): Directory {
  return { kind: "directory", path, entries: new Map(), durable: new Map() };
}

function settle({ changes }: NameOperation): void {
  for (const { directory, name, node } of changes) {
    if (node === undefined) directory.durable.delete(name);
    else directory.durable.set(name, node);
  }
}

function namesOf({ changes }: NameOperation): readonly string[] {
  return changes.map(({ directory, name }) => `${directory.path}/${name}`);
}

function forgetUnsynced(directory: Directory): void {
  directory.entries = new Map(directory.durable);
  for (const node of directory.durable.values()) {
    if (node.kind === "directory") forgetUnsynced(node);
    else node.hasName = true;
  }
}

type Entries = (directory: Directory) => ReadonlyMap<string, Node>;

function filesIn(directory: Directory, prefix: string, entries: Entries): (readonly [string, FileNode])[] {
  return [...entries(directory)].flatMap(([name, node]): (readonly [string, FileNode])[] =>
    node.kind === "file" ? [[`${prefix}${name}`, node]] : filesIn(node, `${prefix}${name}/`, entries),
  );
}
