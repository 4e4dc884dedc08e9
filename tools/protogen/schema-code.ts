import type { Linked, Linker } from "./linked.js";
import { jsonName } from "./names.js";
import type { Enum, Field, Message, ProtoFile, Service } from "./schema.js";
import { methodKind } from "./method-kind.js";

/** The module with everything that the .proto files declare, as data. */
export function schemaCode(files: readonly ProtoFile[], linker: Linker): string {
  return `import type { FileSchema } from "../reflection/schema.js";

    // Generated from all .proto files.
    export const schema: readonly FileSchema[] = [${files.map((file) => fileSchema(file, linker)).join("\n")}];`;
}

function fileSchema(file: ProtoFile, linker: Linker): string {
  return `{
    path: "${file.path}",
    package: "${file.package}",
    imports: ${JSON.stringify(file.imports)},
    messages: [${file.messages.map((message) => messageSchema(file, message, linker)).join("\n")}],
    enums: [${file.enums.map(enumSchema).join("\n")}],
    services: [${file.services.map((service) => serviceSchema(file, service, linker)).join("\n")}],
  },`;
}

function messageSchema(file: ProtoFile, message: Message, linker: Linker): string {
  const fields = message.fields
    .toSorted((a, b) => a.number - b.number)
    .map((field) => fieldSchema(field, linker.typeOf(file, message, field.type)));
  return `{
    name: "${message.name}",
    fields: [${fields.join("\n")}],
    enums: [${message.enums.map(enumSchema).join("\n")}],
  },`;
}

/** On one line where it fits. */
function fieldSchema(field: Field, linked: Linked | undefined): string {
  const properties = [
    `number: ${field.number}`,
    `name: "${field.name}"`,
    `property: "${jsonName(field.name)}"`,
    `type: "${linked?.kind ?? field.type}"`,
    linked === undefined ? "" : `of: "${fullName(linked)}"`,
    field.isRepeated ? "isRepeated: true" : "",
    field.oneof === undefined ? "" : `oneof: "${field.oneof}"`,
    field.isId ? "isId: true" : "",
  ];
  return `{ ${properties.filter((property) => property !== "").join(", ")} },`;
}

function enumSchema({ name, values }: Enum): string {
  return `{ name: "${name}", values: { ${values.map((value) => `${value.name}: ${value.number}`).join(", ")} } },`;
}

function serviceSchema(file: ProtoFile, { name, methods }: Service, linker: Linker): string {
  const entries = methods.map((method) => {
    const [request, response] = [method.request, method.response].map((type) => {
      const linked = linker.typeOf(file, undefined, type);
      return linked === undefined ? type : fullName(linked);
    });
    return `{
      name: "${method.name}",
      request: "${request}",
      response: "${response}",
      kind: "${methodKind(method)}",
    },`;
  });
  return `{ name: "${name}", methods: [${entries.join("\n")}] },`;
}

function fullName(linked: Linked): string {
  if (linked.kind === "message") return `${linked.file.package}.${linked.message.name}`;
  const within = linked.parent === undefined ? "" : `${linked.parent.name}.`;
  return `${linked.file.package}.${within}${linked.enum.name}`;
}
