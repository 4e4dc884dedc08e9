/**
 * RFC 7541, appendix B: how many bits the code of each symbol has, the bytes 0 to 255 and then the end mark. The codes
 * follow from that, because they are canonical: shorter ones first, and among equals in the order of the symbols.
 */
// prettier-ignore
const codeLengths = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
];

const END_MARK = 256;

/*
 * The decoder is a machine that eats four bits at a time: a state is an inner node of the code's tree, and no code is
 * so short that two symbols would end within four bits. A transition holds the next state, and the symbol it ends, if any.
 */
const EMITS = 0x10000;
const FAILS = 0x20000;
const transitions = new Uint32Array(256 * 16);

/** States in which a text may end: less than a byte of ones has been eaten since the last symbol (section 5.2). */
const mayEnd = new Uint8Array(256);

/** A child is an inner node's number, or a leaf as ~symbol. */
interface Tree {
  readonly zeros: number[];
  readonly ones: number[];
}

buildTransitions(buildTree());

/** Decodes into `target` from its start on and returns how many bytes it wrote, or -1 if this is no Huffman text. */
export function decodeHuffman(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let state = 0;
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    const upper = transitions[(state << 4) | (byte >> 4)] ?? FAILS;
    if (upper >= EMITS) {
      if (upper >= FAILS) return -1;
      target[length++] = (upper >> 8) & 0xff;
    }
    const lower = transitions[((upper & 0xff) << 4) | (byte & 15)] ?? FAILS;
    if (lower >= EMITS) {
      if (lower >= FAILS) return -1;
      target[length++] = (lower >> 8) & 0xff;
    }
    state = lower & 0xff;
  }
  return mayEnd[state] === 1 ? length : -1;
}

/** The most bytes that so many can stand for: the shortest code has five bits. */
export function decodedLengthMax(length: number): number {
  return Math.floor((length * 8) / 5);
}

function buildTree(): Tree {
  const tree: Tree = { zeros: [0], ones: [0] };
  const symbols = [...codeLengths.keys()].sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
  let code = 0;
  let length = 0;
  for (const symbol of symbols) {
    code *= 2 ** (lengthOf(symbol) - length);
    length = lengthOf(symbol);
    insert(tree, code, length, symbol);
    code++;
  }
  return tree;
}

function insert(tree: Tree, code: number, length: number, symbol: number): void {
  let node = 0;
  for (let bit = length - 1; bit >= 0; bit--) {
    const side = (code >> bit) & 1 ? tree.ones : tree.zeros;
    if (bit === 0) {
      side[node] = ~symbol;
      return;
    }
    if (side[node] === 0) {
      side[node] = tree.zeros.length;
      tree.zeros.push(0);
      tree.ones.push(0);
    }
    node = side[node] ?? 0;
  }
}

function buildTransitions(tree: Tree): void {
  for (let node = 0; node < 256; node++) {
    for (let nibble = 0; nibble < 16; nibble++) transitions[(node << 4) | nibble] = transition(tree, node, nibble);
  }
  for (let ones = 0, node = 0; ones < 8; ones++) {
    mayEnd[node] = 1;
    node = tree.ones[node] ?? 0;
  }
}

function transition(tree: Tree, from: number, nibble: number): number {
  let node = from;
  let emitted = 0;
  for (let bit = 3; bit >= 0; bit--) {
    const child = ((nibble >> bit) & 1 ? tree.ones[node] : tree.zeros[node]) ?? 0;
    if (child >= 0) {
      node = child;
      continue;
    }
    if (~child === END_MARK) return FAILS;
    emitted = EMITS | (~child << 8);
    node = 0;
  }
  return emitted | node;
}

function lengthOf(symbol: number): number {
  return codeLengths[symbol] ?? 0;
}
