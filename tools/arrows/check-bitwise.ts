import ts from "typescript";
import type { Room } from "./rooms.js";
import { violation, visitAll } from "./violation.js";

const operators: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.BarToken,
  ts.SyntaxKind.BarEqualsToken,
  ts.SyntaxKind.AmpersandToken,
  ts.SyntaxKind.AmpersandEqualsToken,
  ts.SyntaxKind.CaretToken,
  ts.SyntaxKind.CaretEqualsToken,
  ts.SyntaxKind.LessThanLessThanToken,
  ts.SyntaxKind.LessThanLessThanEqualsToken,
  ts.SyntaxKind.GreaterThanGreaterThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanEqualsToken,
  ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanGreaterThanEqualsToken,
]);

/** Operators that cut their operands to 32 bits, in rooms whose indexes pass 2^32. */
export function checkBitwise(source: ts.SourceFile, room: Room): string[] {
  const allowed = room.bitwiseOnlyIn;
  if (allowed === undefined || source.fileName.slice(room.folder.length + 1) in allowed) return [];
  const found: string[] = [];
  visitAll(source, (node) => {
    const operator = bitwiseOperator(node);
    if (operator === undefined) return;
    const sentence = `${room.name} must not use ${operator}, which cuts to 32 bits: use arithmetic, Math.floor or %.`;
    found.push(violation(source, node, sentence));
  });
  return found;
}

function bitwiseOperator(node: ts.Node): string | undefined {
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.TildeToken) return "~";
  if (!ts.isBinaryExpression(node) || !operators.has(node.operatorToken.kind)) return undefined;
  return ts.tokenToString(node.operatorToken.kind);
}
