import type { Enum, EnumValue, Field, Message, Method, ProtoFile, Service } from "./schema.js";
import { Tokens } from "./tokens.js";

type Draft<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Element)[] ? Element[] : T[Key] };

/** Reads a .proto file. What KeyVal's files do not use is an error. */
export function parseProto(path: string, text: string): ProtoFile {
  const tokens = new Tokens(path, text);
  const file: Draft<ProtoFile> = { path, package: "", imports: [], messages: [], enums: [], services: [] };
  while (!tokens.isAtEnd) parseDeclaration(tokens, file);
  return file;
}

function parseDeclaration(tokens: Tokens, file: Draft<ProtoFile>): void {
  const { comment } = tokens;
  const keyword = tokens.take();
  switch (keyword) {
    case "syntax":
      tokens.expect("=");
      tokens.expect('"proto3"');
      tokens.expect(";");
      return;
    case "package":
      file.package = tokens.take();
      tokens.expect(";");
      return;
    case "import":
      file.imports.push(tokens.take().slice(1, -1));
      tokens.expect(";");
      return;
    case "message":
      file.messages.push(parseMessage(tokens, comment));
      return;
    case "enum":
      file.enums.push(parseEnum(tokens, comment));
      return;
    case "service":
      file.services.push(parseService(tokens, comment));
      return;
    default:
      tokens.fail(`begins with ${keyword}, which is not understood`);
  }
}

function parseMessage(tokens: Tokens, comment: readonly string[]): Message {
  const message = { name: tokens.take(), comment, fields: [] as Field[], oneofs: [] as string[], enums: [] as Enum[] };
  tokens.expect("{");
  while (!tokens.peek("}")) {
    const memberComment = tokens.comment;
    if (tokens.accept("enum")) message.enums.push(parseEnum(tokens, memberComment));
    else if (tokens.accept("oneof")) {
      const oneof = tokens.take();
      message.oneofs.push(oneof);
      tokens.expect("{");
      while (!tokens.peek("}")) message.fields.push(parseField(tokens, oneof));
      tokens.expect("}");
    } else message.fields.push(parseField(tokens, undefined));
  }
  tokens.expect("}");
  return message;
}

function parseField(tokens: Tokens, oneof: string | undefined): Field {
  const { comment } = tokens;
  const isRepeated = tokens.accept("repeated");
  const type = tokens.take();
  const name = tokens.take();
  tokens.expect("=");
  const number = Number(tokens.take());
  const isId = tokens.peek("[");
  if (isId) for (const token of ["[", "jstype", "=", "JS_STRING", "]"]) tokens.expect(token);
  tokens.expect(";");
  return { name, number, comment, type, isRepeated, oneof, isId };
}

function parseEnum(tokens: Tokens, comment: readonly string[]): Enum {
  const name = tokens.take();
  const values: EnumValue[] = [];
  tokens.expect("{");
  while (!tokens.peek("}")) {
    const value = tokens.take();
    tokens.expect("=");
    values.push({ name: value, number: Number(tokens.take()) });
    tokens.expect(";");
  }
  tokens.expect("}");
  return { name, comment, values };
}

function parseService(tokens: Tokens, comment: readonly string[]): Service {
  const name = tokens.take();
  const methods: Method[] = [];
  tokens.expect("{");
  while (!tokens.peek("}")) methods.push(parseMethod(tokens));
  tokens.expect("}");
  return { name, comment, methods };
}

function parseMethod(tokens: Tokens): Method {
  tokens.expect("rpc");
  const name = tokens.take();
  const { type: request, streams: clientStreams } = parseSide(tokens);
  tokens.expect("returns");
  const { type: response, streams: serverStreams } = parseSide(tokens);
  tokens.expect(";");
  return { name, request, response, clientStreams, serverStreams };
}

function parseSide(tokens: Tokens): { type: string; streams: boolean } {
  tokens.expect("(");
  const streams = tokens.accept("stream");
  const type = tokens.take();
  tokens.expect(")");
  return { type, streams };
}
