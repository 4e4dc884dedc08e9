import { ExitCode } from "../frame/exit-code.js";
import { Failure } from "../frame/failure.js";
import type { GlobalValues } from "../frame/global-flags.js";
import type { Piece, Terminal } from "../frame/terminal.js";
import { type GoValue, goJson } from "./go-json.js";
import { type Table, tableText } from "./table.js";

export interface Style {
  /** Ids, keys and values in hexadecimal. */
  readonly hex: boolean;
  /** Of keys and values, only the values. */
  readonly valueOnly?: boolean;
}

/** What a command has to say, in each format that it knows. */
export interface Answer {
  readonly simple: (style: Style) => readonly Piece[];
  readonly fields?: (style: Style) => readonly Piece[];
  readonly table?: () => Table;
  readonly json: (style: Style) => GoValue;
  readonly protobuf?: () => Uint8Array;
}

/** Writes an answer in the format that was asked for. */
export function show(
  answer: Answer,
  { terminal, globals }: { readonly terminal: Terminal; readonly globals: GlobalValues },
  style: Omit<Style, "hex"> = {},
): void {
  terminal.out(...render(answer, globals["write-out"], { ...style, hex: globals.hex }));
}

export function render(answer: Answer, format: string, style: Style): readonly Piece[] {
  switch (format) {
    case "simple":
      return answer.simple(style);
    case "json":
      return [goJson(answer.json(style)), "\n"];
    case "fields":
      return answer.fields?.(style) ?? unsupported(format);
    case "table":
      return [tableText(answer.table?.() ?? unsupported(format))];
    case "protobuf":
      return [answer.protobuf?.() ?? unsupported(format)];
    default:
      return unknownFormat();
  }
}

export function unknownFormat(): never {
  const advice = "Choose one of simple, json, fields, table and protobuf.";
  throw new Failure("unsupported output format", ExitCode.badFeature, advice);
}

function unsupported(format: string): never {
  const advice = "Every command knows simple and json.";
  throw new Failure(`${format} not supported as output format`, ExitCode.badFeature, advice);
}
