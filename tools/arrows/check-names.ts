import ts from "typescript";
import { isBound } from "./is-bound.js";
import { covers, type Room } from "./rooms.js";
import { violation, visitAll } from "./violation.js";

const clock = "must not read a clock: take `now` from the input.";
const chance = "must not roll dice: take the generator that is passed in.";
const timer = "must not wait: hand out what to do, and let the answer come back as an input.";
const promise = "must not use promises: answer by return value or by callback.";
const collector = "must not watch the garbage collector: its timing differs from run to run.";
const locale = "must not depend on a locale: compare by code unit, format outside.";
const dynamic = "must not run code from strings: write it down.";

/** Names that make two runs of the same input differ, and what to do instead. */
const effectNames = new Map([
  ["Date", clock],
  ["performance", clock],
  ["crypto", chance],
  ["setTimeout", timer],
  ["setInterval", timer],
  ["setImmediate", timer],
  ["queueMicrotask", timer],
  ["Atomics", timer],
  ["Promise", promise],
  ["PromiseLike", promise],
  ["WeakRef", collector],
  ["FinalizationRegistry", collector],
  ["Intl", locale],
  ["eval", dynamic],
  ["Function", dynamic],
]);

/** The same for properties, whatever object they belong to. */
const effectProperties = new Map([
  ["then", promise],
  ["localeCompare", locale],
  ["toLocaleString", locale],
  ["toLocaleLowerCase", locale],
  ["toLocaleUpperCase", locale],
]);

/** Names that a plain JavaScript realm lacks, or that lead to all the others. */
const nodeNames = new Map([
  ["console", "must not print: return what there is to say."],
  ["process", "must not know the process: take what is needed as configuration."],
  ["globalThis", "must not reach for globals: have what is needed passed in."],
  ["global", "must not reach for globals: have what is needed passed in."],
  ["Buffer", "must run without Node: use Uint8Array."],
  ["TextEncoder", "must run in a plain JavaScript realm: take bytes, or encode by hand."],
  ["TextDecoder", "must run in a plain JavaScript realm: give bytes, or decode by hand."],
  ["require", "must run without Node: use an import at the top of the file."],
]);

/** Clocks, chance, timers, promises and Node's globals, in rooms that must be the same on every run and platform. */
export function checkNames(source: ts.SourceFile, room: Room): string[] {
  const effects = !covers(room.effects, room, source.fileName);
  const node = !covers(room.node, room, source.fileName);
  const found: string[] = [];
  visitAll(source, (at) => {
    const sentence = (effects ? judgeEffect(at) : undefined) ?? (node ? judgeName(at, nodeNames) : undefined);
    if (sentence !== undefined) found.push(violation(source, at, `${room.name} ${sentence}`));
  });
  return found;
}

function judgeEffect(node: ts.Node): string | undefined {
  if (ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword) return promise;
  if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return promise;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return promise;
  if (ts.isPropertyAccessExpression(node)) return judgeProperty(node);
  return judgeMath(node) ?? judgeName(node, effectNames);
}

function judgeProperty(node: ts.PropertyAccessExpression): string | undefined {
  if (ts.isIdentifier(node.expression) && node.expression.text === "Math" && node.name.text === "random") return chance;
  return effectProperties.get(node.name.text);
}

/** `Math` under another name could hide `random`. */
function judgeMath(node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node) || node.text !== "Math" || isLabel(node)) return undefined;
  return ts.isPropertyAccessExpression(node.parent) ? undefined : "must write Math.name in full: no alias, no index.";
}

function judgeName(node: ts.Node, names: ReadonlyMap<string, string>): string | undefined {
  if (!ts.isIdentifier(node) || isLabel(node)) return undefined;
  const sentence = names.get(node.text);
  return sentence === undefined || isBound(node) ? undefined : sentence;
}

/** A name after a dot or before a colon belongs to an object of ours: `message.process` is no global. */
function isLabel(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isAccessor(parent) ||
      ts.isEnumMember(parent)) &&
    parent.name === node
  );
}
