/** A tree of this height has more keys than there can be. */
const HEIGHT_MAX = 16;

/** A way from the root to an entry of a leaf; level 0 is the leaf. It is good as long as the tree has the same shape. */
export class TreePath {
  readonly nodes = new Uint32Array(HEIGHT_MAX);
  readonly indexes = new Uint32Array(HEIGHT_MAX);
  /** The tree's shape when the path was made; -1 is none. */
  shape = -1;

  get leaf(): number {
    return this.nodes[0] ?? 0;
  }

  get index(): number {
    return this.indexes[0] ?? 0;
  }

  set index(index: number) {
    this.indexes[0] = index;
  }
}
