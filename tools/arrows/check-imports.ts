import { isBuiltin } from "node:module";
import { posix } from "node:path";
import ts from "typescript";
import { covers, roomOf, type Room, rooms } from "./rooms.js";
import { violation, visitAll } from "./violation.js";

const scope = "@keyval/";

interface Import {
  readonly node: ts.Node;
  readonly from: string;
  readonly typesOnly: boolean;
}

/** Who may import whom: rooms, npm packages and Node's modules. */
export function checkImports(source: ts.SourceFile, room: Room): string[] {
  return importsOf(source).flatMap((found) => {
    const sentence = judge(found, source.fileName, room);
    return sentence === undefined ? [] : [violation(source, found.node, sentence)];
  });
}

function judge(found: Import, file: string, room: Room): string | undefined {
  const { from } = found;
  if (from.startsWith(".")) return judgeRelative(found, file, room);
  if (isBuiltin(from)) {
    if (covers(room.node, room, file)) return undefined;
    return `${room.name} must not import ${from} here: have what it does passed in.`;
  }
  const target = packageRoom(from);
  if (target !== undefined) return judgeArrow(found, room, target);
  const name = packageName(from);
  if (room.npm.includes(name)) return undefined;
  return `${room.name} must not import the npm package ${name}: do without, or list it in tools/arrows/rooms.ts.`;
}

function judgeRelative(found: Import, file: string, room: Room): string | undefined {
  const path = posix.join(posix.dirname(file), found.from);
  const target = roomOf(path);
  if (packageFolder(path) !== packageFolder(file) || target === undefined) {
    return `${room.name} must not reach out of its package with ${found.from}: import another room by its name.`;
  }
  return judgeArrow(found, room, target.name);
}

function judgeArrow(found: Import, room: Room, target: string): string | undefined {
  if (target === room.name) return undefined;
  const allowed = room.imports[target];
  if (allowed === undefined) {
    const others = Object.keys(room.imports).join(", ");
    return `${room.name} must not import ${target}: it may know ${others === "" ? "no other room" : `only ${others}`}.`;
  }
  if (allowed === "types" && !found.typesOnly) {
    return `${room.name} may know only the types of ${target}: write \`import type\`, or have the value passed in.`;
  }
  return undefined;
}

/** The room behind `@keyval/room/subpath`; a subpath is a room of its own only if the table says so. */
function packageRoom(from: string): string | undefined {
  if (from !== "keyval" && !from.startsWith(scope)) return undefined;
  const [name, subpath] = from === "keyval" ? [from] : from.slice(scope.length).split("/");
  const inner = `${name ?? ""}/${subpath ?? ""}`;
  return rooms.some((room) => room.name === inner) ? inner : name;
}

function packageName(from: string): string {
  return from
    .split("/")
    .slice(0, from.startsWith("@") ? 2 : 1)
    .join("/");
}

function packageFolder(file: string): string {
  return file.split("/").slice(0, 2).join("/");
}

function importsOf(source: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, from: ts.Node | undefined, typesOnly: boolean) => {
    if (from !== undefined && ts.isStringLiteralLike(from)) found.push({ node, from: from.text, typesOnly });
  };
  visitAll(source, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isExternalModuleReference(node)) {
      add(node, node.expression, false);
    } else if (ts.isCallExpression(node) && isLoad(node.expression)) {
      add(node, node.arguments[0], false);
    }
  });
  return found;
}

function isLoad(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}
