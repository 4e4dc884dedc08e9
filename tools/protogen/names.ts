import type { Enum, Message } from "./schema.js";

/** The name in JSON and in TypeScript: an underscore goes, and the letter behind it becomes a capital. */
export function jsonName(name: string): string {
  return name.replace(/_(.)/gu, (_, letter: string) => letter.toUpperCase());
}

/** An enum inside a message keeps its name, unless that says nothing by itself. */
export function enumName(declared: Enum, parent: Message | undefined): string {
  return declared.name === "Type" ? `${parent?.name ?? ""}Type` : declared.name;
}

export function docComment(lines: readonly string[]): string {
  if (lines.length === 0) return "";
  if (lines.length === 1) return `/** ${lines.join("")} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`;
}
