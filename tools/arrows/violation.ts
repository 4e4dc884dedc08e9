import ts from "typescript";

/** One sentence that says where, what is wrong and what to do instead. */
export function violation(source: ts.SourceFile, node: ts.Node, sentence: string): string {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return `${source.fileName}:${line + 1}: ${sentence}`;
}

export function visitAll(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => visitAll(child, visit));
}
