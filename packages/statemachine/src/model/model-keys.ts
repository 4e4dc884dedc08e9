import type { Id } from "@keyval/api";

/** A version as the model has it; bytes are text with a character per byte. */
export interface ModelVersion {
  readonly key: string;
  readonly value: string;
  readonly create: number;
  readonly mod: number;
  readonly version: number;
  readonly lease: Id;
}

export interface ModelEvent extends ModelVersion {
  readonly isDelete: boolean;
  readonly sub: number;
  readonly hasPrevious: boolean;
}

/** The keys at some revision. */
export type ModelKeys = ReadonlyMap<string, ModelVersion>;

/** As requests name keys. */
export interface Span {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
}

export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function isIn(span: Span, text: string): boolean {
  return keysIn(span)(text);
}

/** What says of a key whether it is one of these. */
function keysIn({ key, rangeEnd }: Span): (text: string) => boolean {
  const [first, end] = [textOf(key), textOf(rangeEnd)];
  if (end === "") return (text) => text === first;
  return (text) => text >= first && (end === "\0" || text < end);
}

/** In the order of keys. */
export function within(keys: ModelKeys, span: Span): ModelVersion[] {
  const isAsked = keysIn(span);
  return [...keys.values()].filter(({ key }) => isAsked(key)).sort((a, b) => (a.key < b.key ? -1 : 1));
}
