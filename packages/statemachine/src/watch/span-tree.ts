import type { WatchSpan } from "./watch-span.js";

interface Node<T> extends WatchSpan {
  readonly owners: Set<T>;
  /** Of this part of the tree; those of the two below differ by one at most. */
  height: number;
  /** The greatest end in this part of the tree. */
  lastEnd: string;
  left: Tree<T>;
  right: Tree<T>;
}

type Tree<T> = Node<T> | undefined;

/**
 * Who owns the spans that hold a key: a balanced tree of spans by where they begin, in which each node knows how far those below
 * it reach. Owners of the same span share a node. Balanced whatever the order in which they come: clients choose it.
 */
export class SpanTree<T> {
  #root: Tree<T>;

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
    const owners = new Set([owner]);
    const fresh = { first, end, owners, height: 1, lastEnd: end, left: undefined, right: undefined };
    this.#root = inserted(this.#root, fresh);
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
  if (compare(fresh, node) < 0) node.left = inserted(node.left, fresh);
  else node.right = inserted(node.right, fresh);
  return balanced(node);
}

function removed<T>(node: Tree<T>, span: WatchSpan): Tree<T> {
  if (node === undefined) return undefined;
  const order = compare(span, node);
  if (order === 0) return joined(node);
  if (order < 0) node.left = removed(node.left, span);
  else node.right = removed(node.right, span);
  return balanced(node);
}

/** What is below the node, without it. */
function joined<T>({ left, right }: Node<T>): Tree<T> {
  if (left === undefined || right === undefined) return left ?? right;
  let next = right;
  while (next.left !== undefined) next = next.left;
  next.right = withoutFirst(right);
  next.left = left;
  return balanced(next);
}

function withoutFirst<T>(node: Node<T>): Tree<T> {
  if (node.left === undefined) return node.right;
  node.left = withoutFirst(node.left);
  return balanced(node);
}

/** Whatever has come to or gone from one of its sides. */
function balanced<T>(node: Node<T>): Node<T> {
  const { left, right } = node;
  if (left !== undefined && heightOf(left) > heightOf(right) + 1) {
    if (left.right !== undefined && heightOf(left.right) > heightOf(left.left)) {
      node.left = liftedRight(left, left.right);
      return liftedLeft(node, node.left);
    }
    return liftedLeft(node, left);
  }
  if (right !== undefined && heightOf(right) > heightOf(left) + 1) {
    if (right.left !== undefined && heightOf(right.left) > heightOf(right.right)) {
      node.right = liftedLeft(right, right.left);
      return liftedRight(node, node.right);
    }
    return liftedRight(node, right);
  }
  note(node);
  return node;
}

function liftedLeft<T>(node: Node<T>, left: Node<T>): Node<T> {
  node.left = left.right;
  left.right = node;
  note(node);
  note(left);
  return left;
}

function liftedRight<T>(node: Node<T>, right: Node<T>): Node<T> {
  node.right = right.left;
  right.left = node;
  note(node);
  note(right);
  return right;
}

function heightOf<T>(node: Tree<T>): number {
  return node?.height ?? 0;
}

/** What the node knows of those below it. */
function note<T>(node: Node<T>): void {
  const { left, right } = node;
  node.height = 1 + Math.max(heightOf(left), heightOf(right));
  let last = node.end;
  if (left !== undefined && left.lastEnd > last) last = left.lastEnd;
  if (right !== undefined && right.lastEnd > last) last = right.lastEnd;
  node.lastEnd = last;
}

function compare(a: WatchSpan, b: WatchSpan): number {
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  if (a.end === b.end) return 0;
  return a.end < b.end ? -1 : 1;
}
