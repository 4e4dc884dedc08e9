import ts from "typescript";

/** Whether a name is a parameter or a variable of this file, where it stands, and so hides the global of that name. */
export function isBound(name: ts.Identifier): boolean {
  let scope: ts.Node = name;
  while (!ts.isSourceFile(scope)) {
    scope = scope.parent;
    if (declarationsIn(scope).some((declared) => binds(declared, name.text))) return true;
  }
  return false;
}

function declarationsIn(scope: ts.Node): readonly ts.BindingName[] {
  if (ts.isFunctionLike(scope)) return scope.parameters.map((parameter) => parameter.name);
  if (ts.isBlock(scope) || ts.isSourceFile(scope)) return scope.statements.flatMap(variablesOf);
  if (ts.isForOfStatement(scope) || ts.isForStatement(scope)) return variablesIn(scope.initializer);
  return [];
}

function variablesOf(statement: ts.Statement): readonly ts.BindingName[] {
  return ts.isVariableStatement(statement) ? variablesIn(statement.declarationList) : [];
}

function variablesIn(list: ts.Node | undefined): readonly ts.BindingName[] {
  if (list === undefined || !ts.isVariableDeclarationList(list)) return [];
  return list.declarations.map((declaration) => declaration.name);
}

function binds(declared: ts.BindingName, name: string): boolean {
  if (ts.isIdentifier(declared)) return declared.text === name;
  return declared.elements.some((element) => ts.isBindingElement(element) && binds(element.name, name));
}
