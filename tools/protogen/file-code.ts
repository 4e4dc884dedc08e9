import { dirname, relative } from "node:path/posix";
import type { Linked, Linker } from "./linked.js";
import { messageCode } from "./message-code.js";
import { methodKind } from "./method-kind.js";
import { docComment, enumName } from "./names.js";
import type { Enum, Message, ProtoFile, Service } from "./schema.js";

const RUNTIME: readonly (readonly [module: string, imports: readonly string[]])[] = [
  ["id", ["type Id"]],
  ["wire/message-codec", ["messageCodec", "type Init"]],
  ["wire/none", ["appended", "NO_BYTES", "NONE"]],
  ["wire/reader", ["type Reader"]],
  ["wire/writer", ["type Writer"]],
];

/** The module of one .proto file: its enums, messages and services. */
export function fileCode(file: ProtoFile, linker: Linker): string {
  const body = [
    ...file.enums.map((declared) => enumCode(declared, undefined)),
    ...file.messages.flatMap((message) => [
      ...message.enums.map((declared) => enumCode(declared, message)),
      messageCode(file, message, linker),
    ]),
    ...file.services.map((service) => serviceCode(file, service)),
  ].join("\n\n");
  return `// Generated from ${file.path}.\n\n${runtimeImports(file, body)}${protoImports(file, linker)}\n${body}\n`;
}

function enumCode(declared: Enum, parent: Message | undefined): string {
  const name = enumName(declared, parent);
  const values = declared.values.map((value) => `${value.name}: ${value.number},`).join("\n");
  const type = `export type ${name} = (typeof ${name})[keyof typeof ${name}];`;
  return `${docComment(declared.comment)}export const ${name} = {\n${values}\n} as const;\n\n${type}`;
}

function serviceCode(file: ProtoFile, { name, comment, methods }: Service): string {
  const entries = methods.map(
    (method) => `${method.name}: {
      path: "/${file.package}.${name}/${method.name}",
      kind: "${methodKind(method)}",
      request: ${method.request},
      response: ${method.response},
    },`,
  );
  const methodsCode = `methods: {\n${entries.join("\n")}\n}`;
  return `${docComment(comment)}export const ${name} = {\nname: "${file.package}.${name}",\n${methodsCode},\n} as const;`;
}

function runtimeImports(file: ProtoFile, body: string): string {
  const up = "../".repeat(file.path.split("/").length);
  return RUNTIME.map(([module, imports]) => {
    const used = imports.filter((name) => new RegExp(`\\b${name.replace("type ", "")}\\b`, "u").test(body));
    return importCode(used, `${up}${module}.js`);
  }).join("");
}

function protoImports(file: ProtoFile, linker: Linker): string {
  const names = new Map<string, Set<string>>();
  for (const message of file.messages) {
    for (const { type } of message.fields) {
      const linked = linker.typeOf(file, message, type);
      if (linked === undefined || linked.file === file) continue;
      names.set(linked.file.path, (names.get(linked.file.path) ?? new Set()).add(importName(linked)));
    }
  }
  return [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, used]) => importCode([...used].sort(), modulePath(file.path, path)))
    .join("");
}

function importCode(names: readonly string[], module: string): string {
  if (names.length === 0) return "";
  const isOnlyTypes = names.every((name) => name.startsWith("type "));
  const list = (isOnlyTypes ? names.map((name) => name.slice("type ".length)) : names).join(", ");
  return `import ${isOnlyTypes ? "type " : ""}{ ${list} } from "${module}";\n`;
}

function importName(linked: Linked): string {
  if (linked.kind === "message") return linked.message.name;
  return `type ${enumName(linked.enum, linked.parent)}`;
}

function modulePath(from: string, to: string): string {
  const path = relative(dirname(from), to.replace(/\.proto$/u, ".js"));
  return path.startsWith(".") ? path : `./${path}`;
}
