import { assert } from "../assert.js";
import type { KeyArena } from "./key-arena.js";
import { compareKeys } from "./key-bytes.js";
import type { NodeId, TreeNodes } from "./tree-nodes.js";
import type { VersionPool } from "./version-pool.js";

/** What is below a node, as counted by looking at all of it. */
export interface Subtree {
  readonly keys: number;
  readonly live: number;
  readonly turn: number;
  readonly nodes: number;
  readonly first: Uint8Array | undefined;
}

/** A whole tree, to be looked at from its root on. */
export interface TreeParts {
  readonly arena: KeyArena;
  readonly versions: VersionPool;
  readonly leaves: TreeNodes;
  readonly inner: TreeNodes;
}

/** Walks over everything below a node, and checks that it is as the tree's searches take it to be. */
export function checkSubtree(parts: TreeParts, node: NodeId, level: number): Subtree {
  return level === 0 ? checkLeaf(parts, node) : checkInner(parts, node, level);
}

function checkLeaf({ arena, versions, leaves }: TreeParts, node: NodeId): Subtree {
  let live = 0;
  let turn = 0;
  const keys = leaves.countOf(node);
  checkKeys(arena, leaves, node);
  for (let i = 0; i < keys; i++) {
    const latest = arena.latestOf(leaves.keyAt(node, i));
    assert(latest !== 0 && versions.next(latest) === 0, "a key has a newest version", latest);
    assert(versions.keyOf(latest) === leaves.keyAt(node, i), "a version has its key", latest);
    assert(versions.previous(versions.oldest(latest)) === 0, "a key has an oldest version", latest);
    assert(leaves.isLive(node, i) !== versions.isTombstone(latest), "an entry says whether its key is live", latest);
    if (leaves.isLive(node, i)) live++;
    turn = Math.max(turn, versions.turnOf(latest));
  }
  const first = keys === 0 ? undefined : arena.view(leaves.keyAt(node, 0));
  return { keys, live, turn, nodes: 1, first };
}

function checkInner(parts: TreeParts, node: NodeId, level: number): Subtree {
  const { arena, inner } = parts;
  const sum = { keys: 0, live: 0, turn: 0, nodes: 1 };
  let first: Uint8Array | undefined;
  assert(inner.countOf(node) > 0, "an inner node has a child", level);
  checkKeys(arena, inner, node);
  for (let i = 0; i < inner.countOf(node); i++) {
    const below = checkSubtree(parts, inner.childAt(node, i), level - 1);
    assert(below.live === inner.liveAt(node, i), "live keys are counted", below.live, inner.liveAt(node, i));
    assert(below.turn <= inner.turnAt(node, i), "no turn is later", below.turn, inner.turnAt(node, i));
    assert(below.first !== undefined, "a node below another is not empty", level);
    const isNamed = i === 0 || arena.compareBytes(inner.keyAt(node, i), below.first) === 0;
    assert(isNamed, "an entry has the first key of its child", level, i);
    first ??= below.first;
    sum.keys += below.keys;
    sum.live += below.live;
    sum.nodes += below.nodes;
    sum.turn = Math.max(sum.turn, below.turn);
  }
  return { ...sum, first };
}

function checkKeys(arena: KeyArena, nodes: TreeNodes, node: NodeId): void {
  const skip = nodes.skipOf(node);
  for (let i = nodes.first + 1; i < nodes.countOf(node); i++) {
    const before = arena.view(nodes.keyAt(node, i - 1));
    const key = nodes.keyAt(node, i);
    assert(compareKeys(before, arena.view(key)) < 0, "keys are in order", i);
    assert(arena.common(key, before) >= skip, "keys begin alike", i, skip);
  }
  for (let i = nodes.first; i < nodes.countOf(node); i++) {
    const key = nodes.keyAt(node, i);
    assert(nodes.headAt(node, i) === arena.wordOf(key, skip), "an entry has its key's bytes", i);
    assert(nodes.tailAt(node, i) === arena.wordOf(key, skip + 4), "an entry has its key's bytes", i);
  }
}
