import { assert } from "../assert.js";
import { checkSubtree } from "./check-tree.js";
import type { KeyArena, KeyId } from "./key-arena.js";
import { FANOUT } from "./node-layout.js";
import { type NodeId, TreeNodes } from "./tree-nodes.js";
import type { TreePath } from "./tree-path.js";
import type { VersionPool } from "./version-pool.js";
import { WantedKey } from "./wanted-key.js";

/** A node with fewer entries joins a neighbour if both together leave room for more. */
const JOIN_BELOW = FANOUT / 4;
const JOINED_MAX = (FANOUT * 3) / 4;

/**
 * All keys in order, in a B+tree that counts: every inner node knows of each child how many live keys are below it, and
 * a revision since which none of the others below it has begun or ceased to be one. So keys are counted and skipped in steps as
 * wide as the tree is broad, also at a revision before the last, and what was overwritten since does not matter.
 */
export class KeyTree {
  readonly #arena: KeyArena;
  readonly #leaves: TreeNodes;
  readonly #inner: TreeNodes;
  readonly #wanted = new WantedKey();
  #root: NodeId;
  /** Levels above the leaves. */
  #height = 0;
  #live = 0;
  #keys = 0;
  #lastTurn = 0;
  #shape = 0;

  constructor(arena: KeyArena) {
    this.#arena = arena;
    this.#leaves = new TreeNodes(arena, "leaf");
    this.#inner = new TreeNodes(arena, "inner");
    this.#root = this.#leaves.create();
  }

  get live(): number {
    return this.#live;
  }

  get keys(): number {
    return this.#keys;
  }

  /** No key has begun or ceased to be live since. */
  get lastTurn(): number {
    return this.#lastTurn;
  }

  get memory(): number {
    return this.#leaves.memory + this.#inner.memory;
  }

  isCurrent(path: TreePath): boolean {
    return path.shape === this.#shape;
  }

  /** The path's key; 0 if it stands behind the last entry of its leaf. */
  keyAt(path: TreePath): KeyId {
    return path.index < this.#leaves.countOf(path.leaf) ? this.#leaves.keyAt(path.leaf, path.index) : 0;
  }

  /** The key of the entry before the path, which stands behind one. */
  keyBefore(path: TreePath): KeyId {
    return this.#leaves.keyAt(path.leaf, path.index - 1);
  }

  isLive(path: TreePath): boolean {
    return this.#leaves.isLive(path.leaf, path.index);
  }

  entriesIn(path: TreePath): number {
    return this.#leaves.countOf(path.leaf);
  }

  /** Leads the path to the key or to where it would stand, which may be behind its leaf's last entry; whether it is there. */
  seek(path: TreePath, key: Uint8Array): boolean {
    const wanted = this.#wanted;
    wanted.set(key);
    let node = this.#root;
    // Bytes that the key is known to have in common with all keys between the two that enclose the node's.
    let known = 0;
    for (let level = this.#height; level > 0; level--) {
      const found = this.#inner.search(node, wanted, known);
      const index = this.#inner.isFound ? found : found - 1;
      if (index > 0 && index < this.#inner.countOf(node) - 1) known = Math.max(known, this.#inner.skipOf(node));
      path.nodes[level] = node;
      path.indexes[level] = index;
      node = this.#inner.childAt(node, index);
    }
    path.nodes[0] = node;
    path.indexes[0] = this.#leaves.search(node, wanted, known);
    path.shape = this.#shape;
    return this.#leaves.isFound;
  }

  /** Leads the path to the next entry of its leaf; whether that is the key's. A path that is not current leads nowhere. */
  stepTo(path: TreePath, key: KeyId): boolean {
    if (!this.isCurrent(path)) return false;
    path.index++;
    return this.keyAt(path) === key;
  }

  /** Leads the path behind the last of all entries. */
  seekEnd(path: TreePath): void {
    let node = this.#root;
    for (let level = this.#height; level > 0; level--) {
      const index = this.#inner.countOf(node) - 1;
      path.nodes[level] = node;
      path.indexes[level] = index;
      node = this.#inner.childAt(node, index);
    }
    path.nodes[0] = node;
    path.indexes[0] = this.#leaves.countOf(node);
    path.shape = this.#shape;
  }

  /** Adds a key that is not there, where the path to it leads. */
  insert(path: TreePath, key: KeyId, isLive: boolean, turn: number): void {
    while (this.#leaves.countOf(path.leaf) === FANOUT) {
      this.#split(path);
      this.seek(path, this.#arena.view(key));
    }
    this.#leaves.insert(path.leaf, path.index, key, isLive);
    this.#keys++;
    this.#shape++;
    path.shape = this.#shape;
    this.#note(path, isLive ? 1 : 0, turn);
  }

  /** The key at the path has a new newest version; the last turn is when it began or ceased to be live. */
  update(path: TreePath, isLive: boolean, turn: number): void {
    const wasLive = this.isLive(path);
    if (wasLive !== isLive) this.#leaves.setLive(path.leaf, path.index, isLive);
    this.#note(path, Number(isLive) - Number(wasLive), turn);
  }

  #note(path: TreePath, change: number, turn: number): void {
    this.#live += change;
    if (turn > this.#lastTurn) this.#lastTurn = turn;
    for (let level = 1; level <= this.#height; level++) {
      const node = path.nodes[level] ?? 0;
      const index = path.indexes[level] ?? 0;
      if (change !== 0) this.#inner.addLive(node, index, change);
      this.#inner.raiseTurn(node, index, turn);
    }
  }

  /** How many live keys stand before the path. */
  rank(path: TreePath): number {
    let rank = this.#leaves.liveIn(path.leaf, 0, path.index);
    for (let level = 1; level <= this.#height; level++) {
      rank += this.#inner.liveIn(path.nodes[level] ?? 0, 0, path.indexes[level] ?? 0);
    }
    return rank;
  }

  /**
   * Leads the path from its leaf to the first entry of a later one. Leaves in which no key has begun or ceased to be
   * live since the revision are passed over as long as they have no more live keys together than `skip`. What is left of `skip` is returned;
   * -1 if there is no such leaf: the path then stands where it stood.
   */
  nextLeaf(path: TreePath, revision: number, skip: number): number {
    let left = skip;
    for (let level = 1; level <= this.#height; level++) {
      const node = path.nodes[level] ?? 0;
      const count = this.#inner.countOf(node);
      for (let i = (path.indexes[level] ?? 0) + 1; i < count; i++) {
        const live = this.#passable(node, i, revision, left);
        if (live < 0) return this.#descendFirst(path, level, i, revision, left);
        left -= live;
      }
    }
    return -1;
  }

  /** The same towards the first key: leads to behind the last entry of an earlier leaf. */
  previousLeaf(path: TreePath, revision: number, skip: number): number {
    let left = skip;
    for (let level = 1; level <= this.#height; level++) {
      const node = path.nodes[level] ?? 0;
      for (let i = (path.indexes[level] ?? 0) - 1; i >= 0; i--) {
        const live = this.#passable(node, i, revision, left);
        if (live < 0) return this.#descendLast(path, level, i, revision, left);
        left -= live;
      }
    }
    return -1;
  }

  /** The child's live keys if it need not be looked at, else -1. */
  #passable(node: NodeId, index: number, revision: number, skip: number): number {
    if (this.#inner.turnAt(node, index) > revision) return -1;
    const live = this.#inner.liveAt(node, index);
    return live <= skip ? live : -1;
  }

  #descendFirst(path: TreePath, from: number, index: number, revision: number, skip: number): number {
    let left = skip;
    let child = index;
    for (let level = from; level > 0; level--) {
      const node = path.nodes[level] ?? 0;
      path.indexes[level] = child;
      const next = this.#inner.childAt(node, child);
      path.nodes[level - 1] = next;
      child = 0;
      if (level === 1) break;
      const last = this.#inner.countOf(next) - 1;
      for (let live = 0; child < last && (live = this.#passable(next, child, revision, left)) >= 0; child++)
        left -= live;
    }
    path.index = 0;
    return left;
  }

  #descendLast(path: TreePath, from: number, index: number, revision: number, skip: number): number {
    let left = skip;
    let child = index;
    for (let level = from; level > 0; level--) {
      const node = path.nodes[level] ?? 0;
      path.indexes[level] = child;
      const next = this.#inner.childAt(node, child);
      path.nodes[level - 1] = next;
      if (level === 1) break;
      child = this.#inner.countOf(next) - 1;
      for (let live = 0; child > 0 && (live = this.#passable(next, child, revision, left)) >= 0; child--) left -= live;
    }
    path.index = this.#leaves.countOf(path.leaf);
    return left;
  }

  /** Takes the path's key away. */
  remove(path: TreePath): void {
    this.#note(path, this.isLive(path) ? -1 : 0, 0);
    this.#leaves.remove(path.leaf, path.index);
    this.#keys--;
    this.#shape++;
    let level = 0;
    while (level < this.#height && this.#nodesAt(level).countOf(path.nodes[level] ?? 0) === 0) {
      this.#nodesAt(level).release(path.nodes[level] ?? 0);
      level++;
      this.#inner.remove(path.nodes[level] ?? 0, path.indexes[level] ?? 0);
    }
    this.#nameFirst(path, level);
    for (; level < this.#height; level++) this.#join(path, level);
    this.#lowerRoot();
  }

  /** After a first entry below has gone: the entry above that has its key takes the next one. */
  #nameFirst(path: TreePath, from: number): void {
    if ((path.indexes[from] ?? 0) > 0) return;
    let above = from + 1;
    while (above <= this.#height && path.indexes[above] === 0) above++;
    if (above > this.#height) return;
    let node = path.nodes[from] ?? 0;
    for (let level = from; level > 0; level--) node = this.#inner.childAt(node, 0);
    this.#inner.setKey(path.nodes[above] ?? 0, path.indexes[above] ?? 0, this.#leaves.keyAt(node, 0), false);
  }

  /** Lets the path's node at a level join a neighbour if both are small. */
  #join(path: TreePath, level: number): void {
    const nodes = this.#nodesAt(level);
    const node = path.nodes[level] ?? 0;
    if (nodes.countOf(node) >= JOIN_BELOW) return;
    const parent = path.nodes[level + 1] ?? 0;
    const index = path.indexes[level + 1] ?? 0;
    for (const left of [index, index - 1]) {
      if (left < 0 || left + 1 >= this.#inner.countOf(parent)) continue;
      const target = this.#inner.childAt(parent, left);
      const source = this.#inner.childAt(parent, left + 1);
      if (nodes.countOf(target) + nodes.countOf(source) > JOINED_MAX) continue;
      // The first key of an inner node says nothing there, but does once the node is the later part of another one.
      if (level > 0) nodes.nameFirst(source, this.#inner.keyAt(parent, left + 1));
      nodes.moveTail(source, 0, target);
      nodes.refresh(target);
      nodes.release(source);
      this.#inner.addLive(parent, left, this.#inner.liveAt(parent, left + 1));
      this.#inner.raiseTurn(parent, left, this.#inner.turnAt(parent, left + 1));
      this.#inner.remove(parent, left + 1);
      return;
    }
  }

  #lowerRoot(): void {
    while (this.#height > 0 && this.#inner.countOf(this.#root) <= 1) {
      assert(this.#inner.countOf(this.#root) === 1, "an inner root has children");
      const old = this.#root;
      this.#root = this.#inner.childAt(old, 0);
      this.#inner.release(old);
      this.#height--;
    }
  }

  /** Splits one node of the path: the leaf, or the lowest one above it whose parent has room. */
  #split(path: TreePath): void {
    let level = 0;
    while (level < this.#height && this.#inner.countOf(path.nodes[level + 1] ?? 0) === FANOUT) level++;
    if (level === this.#height) this.#raiseRoot(path);
    const nodes = this.#nodesAt(level);
    const node = path.nodes[level] ?? 0;
    const parent = path.nodes[level + 1] ?? 0;
    const parentIndex = path.indexes[level + 1] ?? 0;
    const at = splitAt(path.indexes[level] ?? 0);
    const right = nodes.create();
    const live = nodes.liveIn(node, at, FANOUT);
    const key = nodes.keyAt(node, at);
    nodes.moveTail(node, at, right);
    nodes.refresh(node);
    nodes.refresh(right);
    const turn = this.#inner.turnAt(parent, parentIndex);
    this.#inner.addLive(parent, parentIndex, -live);
    this.#inner.insert(parent, parentIndex + 1, key, false);
    this.#inner.setChild(parent, parentIndex + 1, right, live, turn);
    this.#shape++;
  }

  #raiseRoot(path: TreePath): void {
    const root = this.#inner.create();
    this.#inner.insert(root, 0, 0, false);
    this.#inner.setChild(root, 0, this.#root, this.#live, this.#lastTurn);
    this.#root = root;
    this.#height++;
    path.nodes[this.#height] = root;
    path.indexes[this.#height] = 0;
  }

  /** Looks at everything, and fails if it is not as it has to be. */
  check(versions: VersionPool): void {
    const parts = { arena: this.#arena, versions, leaves: this.#leaves, inner: this.#inner };
    const { keys, live, turn, nodes } = checkSubtree(parts, this.#root, this.#height);
    assert(keys === this.#keys, "keys are counted", keys, this.#keys);
    assert(live === this.#live, "live keys are counted", live, this.#live);
    assert(turn <= this.#lastTurn, "no turn is later", turn, this.#lastTurn);
    assert(nodes === this.#leaves.used + this.#inner.used, "all nodes are in the tree", nodes);
  }

  #nodesAt(level: number): TreeNodes {
    return level === 0 ? this.#leaves : this.#inner;
  }
}

/** Where a full node is cut. Keys that come in order come at an end: what they leave behind is full. */
function splitAt(index: number): number {
  if (index >= FANOUT - 1) return FANOUT - 1;
  return index === 0 ? 1 : FANOUT / 2;
}
