import { Readable } from "node:stream";
import type { Piece, Terminal } from "./frame/terminal.js";

export interface TestTerminal extends Terminal {
  readonly written: () => string;
  readonly complained: () => string;
  readonly interrupt: () => void;
}

export interface Situation {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string | AsyncIterable<Uint8Array>;
  readonly isInteractive?: boolean;
  readonly server?: readonly string[];
}

/** A terminal that remembers what was written. */
export function testTerminal(situation: Situation = {}): TestTerminal {
  const { environment = {}, input = "", isInteractive = false, server = [] } = situation;
  const out: Piece[] = [];
  const error: Piece[] = [];
  const interruption = new AbortController();
  return {
    environment,
    server,
    input: typeof input === "string" ? Readable.from([Buffer.from(input)]) : input,
    isInteractive,
    hasColours: false,
    out: (...pieces) => void out.push(...pieces),
    error: (...pieces) => void error.push(...pieces),
    interrupted: interruption.signal,
    written: () => textOf(out),
    complained: () => textOf(error),
    interrupt: () => interruption.abort(),
  };
}

export function textOf(pieces: readonly Piece[]): string {
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString();
}
