import { isScalar, type Enum, type Field, type Message, type ProtoFile } from "./schema.js";

/** Where the type of a field is declared. */
export type Linked =
  | { readonly kind: "message"; readonly file: ProtoFile; readonly message: Message }
  | { readonly kind: "enum"; readonly file: ProtoFile; readonly enum: Enum; readonly parent: Message | undefined };

/** Finds declarations over all files. */
export class Linker {
  readonly #types = new Map<string, Linked>();
  readonly #recursive = new Map<Message, ReadonlySet<Message>>();

  constructor(files: readonly ProtoFile[]) {
    for (const file of files) this.#addFile(file);
  }

  /** The type that a field of `message` in `file` names; undefined for a scalar. */
  typeOf(file: ProtoFile, message: Message | undefined, name: string): Linked | undefined {
    if (isScalar(name)) return undefined;
    const scopes = [...(message === undefined ? [] : [`${file.package}.${message.name}.`]), `${file.package}.`, ""];
    const found = scopes.map((scope) => this.#types.get(scope + name)).find((linked) => linked !== undefined);
    if (found === undefined) throw new Error(`${file.path} names a type that no file declares: ${name}.`);
    return found;
  }

  /** Whether reading the field may lead to `message` again. */
  isRecursive(file: ProtoFile, message: Message, field: Field): boolean {
    const linked = this.typeOf(file, message, field.type);
    return linked?.kind === "message" && this.#reachable(linked.file, linked.message).has(message);
  }

  #reachable(file: ProtoFile, message: Message): ReadonlySet<Message> {
    const known = this.#recursive.get(message);
    if (known !== undefined) return known;
    const reached = new Set<Message>();
    const visit = (within: ProtoFile, visited: Message): void => {
      if (reached.has(visited)) return;
      reached.add(visited);
      for (const { type } of visited.fields) {
        const linked = this.typeOf(within, visited, type);
        if (linked?.kind === "message") visit(linked.file, linked.message);
      }
    };
    visit(file, message);
    this.#recursive.set(message, reached);
    return reached;
  }

  #addFile(file: ProtoFile): void {
    for (const message of file.messages) {
      this.#types.set(`${file.package}.${message.name}`, { kind: "message", file, message });
      for (const nested of message.enums) {
        this.#types.set(`${file.package}.${message.name}.${nested.name}`, {
          kind: "enum",
          file,
          enum: nested,
          parent: message,
        });
      }
    }
    for (const top of file.enums) {
      this.#types.set(`${file.package}.${top.name}`, { kind: "enum", file, enum: top, parent: undefined });
    }
  }
}
