import type { KeyValue } from "@keyval/api";
import type { Piece } from "../../frame/terminal.js";
import type { Style } from "../answer.js";
import { goQuote } from "../go-quote.js";
import { hexBytes, hexId } from "../hex.js";

export function keyValueLines({ key, value }: KeyValue, { hex, valueOnly = false }: Style): Piece[] {
  const lines: Piece[] = valueOnly ? [] : [hex ? hexBytes(key) : key, "\n"];
  return [...lines, hex ? hexBytes(value) : value, "\n"];
}

export function keyValueFields(prefix: string, pair: KeyValue, { hex }: Style): string[] {
  return [
    `"${prefix}Key" : ${goQuote(pair.key)}\n`,
    `"${prefix}CreateRevision" : ${pair.createRevision}\n`,
    `"${prefix}ModRevision" : ${pair.modRevision}\n`,
    `"${prefix}Version" : ${pair.version}\n`,
    `"${prefix}Value" : ${goQuote(pair.value)}\n`,
    `"${prefix}Lease" : ${hex ? hexId(pair.lease, 16) : pair.lease}\n`,
  ];
}
