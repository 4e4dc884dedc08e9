import type { WatchSpan } from "./watch-span.js";

interface Node<T> extends WatchSpan {
  readonly owners: Set<T>;
  /** Decides who is above whom, so that the tree is about as deep as one of random insertions. */
  readonly priority: number;
  /** The greatest end in this part of the tree. */
  lastEnd: string;
  left: Tree<T>;
  right: Tree<T>;
}

type Tree<T> = Node<T> | undefined;

/**
 * Who owns the spans that hold a key: a treap of spans by where they begin, in which each node knows how far those below
 * it reach. Owners of the same span share a node.
 */
export class SpanTree<T> {
  #root: Tree<T>;
  #count = 0;

  get isEmpty(): boolean {
    return this.#root === undefined;
  }

  add(span: WatchSpan, owner: T): void {
    const node = find(this.#root, span);
    if (node !== undefined) {
      node.owners.add(owner);
      return;
    }
    const { first, end } = span;
    this.#count += 1;
    const priority = scattered(this.#count);
    const owners = new Set([owner]);
    this.#root = inserted(this.#root, {
      first,
      end,
      owners,
      priority,
      lastEnd: end,
      left: undefined,
      right: undefined,
    });
  }

  delete(span: WatchSpan, owner: T): void {
    const node = find(this.#root, span);
    if (node === undefined) return;
    node.owners.delete(owner);
    if (node.owners.size === 0) this.#root = removed(this.#root, span);
  }

  /** Shows every owner of a span that holds the key; gives back how many nodes it looked at. */
  match(key: string, visit: (owner: T) => void): number {
    return matched(this.#root, key, visit);
  }

  /** Whether any span holds the key. */
  holds(key: string): boolean {
    return isHeld(this.#root, key);
  }
}

function matched<T>(node: Tree<T>, key: string, visit: (owner: T) => void): number {
  if (node === undefined || node.lastEnd <= key) return 1;
  const before = matched(node.left, key, visit);
  if (node.first > key) return before + 1;
  if (node.end > key) for (const owner of node.owners) visit(owner);
  return before + 1 + matched(node.right, key, visit);
}

function isHeld<T>(node: Tree<T>, key: string): boolean {
  if (node === undefined || node.lastEnd <= key) return false;
  if (isHeld(node.left, key)) return true;
  if (node.first > key) return false;
  return node.end > key || isHeld(node.right, key);
}

function find<T>(root: Tree<T>, span: WatchSpan): Tree<T> {
  let node = root;
  while (node !== undefined) {
    const order = compare(span, node);
    if (order === 0) return node;
    node = order < 0 ? node.left : node.right;
  }
  return undefined;
}

function inserted<T>(node: Tree<T>, fresh: Node<T>): Node<T> {
  if (node === undefined) return fresh;
  if (compare(fresh, node) < 0) {
    const left = inserted(node.left, fresh);
    node.left = left;
    if (left.priority > node.priority) return liftedLeft(node, left);
  } else {
    const right = inserted(node.right, fresh);
    node.right = right;
    if (right.priority > node.priority) return liftedRight(node, right);
  }
  noteEnds(node);
  return node;
}

function liftedLeft<T>(node: Node<T>, left: Node<T>): Node<T> {
  node.left = left.right;
  left.right = node;
  noteEnds(node);
  noteEnds(left);
  return left;
}

function liftedRight<T>(node: Node<T>, right: Node<T>): Node<T> {
  node.right = right.left;
  right.left = node;
  noteEnds(node);
  noteEnds(right);
  return right;
}

function removed<T>(node: Tree<T>, span: WatchSpan): Tree<T> {
  if (node === undefined) return undefined;
  const order = compare(span, node);
  if (order === 0) return joined(node.left, node.right);
  if (order < 0) node.left = removed(node.left, span);
  else node.right = removed(node.right, span);
  noteEnds(node);
  return node;
}

/** All of the one comes before all of the other. */
function joined<T>(left: Tree<T>, right: Tree<T>): Tree<T> {
  if (left === undefined) return right;
  if (right === undefined) return left;
  if (left.priority > right.priority) {
    left.right = joined(left.right, right);
    noteEnds(left);
    return left;
  }
  right.left = joined(left, right.left);
  noteEnds(right);
  return right;
}

function noteEnds<T>(node: Node<T>): void {
  let last = node.end;
  if (node.left !== undefined && node.left.lastEnd > last) last = node.left.lastEnd;
  if (node.right !== undefined && node.right.lastEnd > last) last = node.right.lastEnd;
  node.lastEnd = last;
}

function compare(a: WatchSpan, b: WatchSpan): number {
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  if (a.end === b.end) return 0;
  return a.end < b.end ? -1 : 1;
}

/** 32 bits that look like chance, and are the same in every run. */
function scattered(count: number): number {
  let mixed = Math.imul(count ^ (count >>> 16), 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x85ebca6b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
