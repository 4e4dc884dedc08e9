import { resolve } from "node:path";
import ts from "typescript";

/** What a package exports, as its declarations have it. */
export interface Declared {
  readonly name: string;
  /** The declaration without its members: `class Client implements Disposable`. */
  readonly head: string;
  readonly isValue: boolean;
  /** The last part of the path of the file that declares it. */
  readonly file: string;
  readonly doc: string;
  readonly members: readonly DeclaredMember[];
  /** What a property is told to be, where it is one text and no other. */
  readonly literalOf: (property: string) => string | undefined;
}

export interface DeclaredMember {
  readonly name: string;
  readonly signature: string;
  readonly doc: string;
}

/** The exports of a module of declarations, in the order of the module. */
export function declaredExports(entry: string): Declared[] {
  const program = ts.createProgram([resolve(entry)], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    types: ["node"],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(resolve(entry));
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new TypeError(`${entry} is no module: compile it first`);
  const symbols = checker.getExportsOfModule(module).map((symbol) => resolved(symbol, checker));
  const names = new Set(symbols.map(({ name }) => name));
  return symbols.flatMap((symbol) => {
    const declaration = symbol.declarations?.[0];
    return declaration === undefined ? [] : [declared(symbol, declaration, names, checker)];
  });
}

function resolved(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

function declared(
  symbol: ts.Symbol,
  declaration: ts.Declaration,
  exported: ReadonlySet<string>,
  checker: ts.TypeChecker,
): Declared {
  const instance = checker.getDeclaredTypeOfSymbol(symbol);
  const hasMembers = ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration);
  return {
    name: symbol.name,
    head: headOf(declaration),
    isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
    file: declaration.getSourceFile().fileName.replace(/.*\//u, ""),
    doc: docOf(symbol, checker),
    members: hasMembers ? membersOf(declaration, exported, checker) : [],
    literalOf: (name) => {
      const property = instance.getProperty(name);
      const type = property && checker.getTypeOfSymbol(property);
      return type?.isStringLiteral() === true ? type.value : undefined;
    },
  };
}

function headOf(declaration: ts.Declaration): string {
  // What is declared with `const` stands in a list of its own.
  const whole = ts.isVariableDeclaration(declaration) ? `const ${declaration.getText()}` : declaration.getText();
  const hasBody = ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration);
  const head = hasBody ? whole.slice(0, declaration.members.pos - declaration.getStart() - 1) : whole;
  return oneLine(head.replace(/^export (declare )?/u, ""));
}

function membersOf(
  { members }: ts.ClassDeclaration | ts.InterfaceDeclaration,
  exported: ReadonlySet<string>,
  checker: ts.TypeChecker,
): DeclaredMember[] {
  return [...members].flatMap((member) => {
    if (isHidden(member, exported)) return [];
    const symbol =
      ts.isConstructorDeclaration(member) || !member.name ? undefined : checker.getSymbolAtLocation(member.name);
    return [
      {
        name: member.name?.getText() ?? "constructor",
        signature: oneLine(member.getText()),
        doc: symbol === undefined ? "" : docOf(symbol, checker),
      },
    ];
  });
}

/** What is private, or makes an instance of something that users do not have. */
function isHidden(member: ts.ClassElement | ts.TypeElement, exported: ReadonlySet<string>): boolean {
  if (member.name !== undefined && ts.isPrivateIdentifier(member.name)) return true;
  const isNamed = (kind: ts.SyntaxKind): boolean =>
    ts.canHaveModifiers(member) && member.modifiers?.some((modifier) => modifier.kind === kind) === true;
  const isMaker = ts.isConstructorDeclaration(member) || isNamed(ts.SyntaxKind.StaticKeyword);
  if (!isMaker || !ts.isFunctionLike(member)) return false;
  const isOfInside = member.parameters.some(({ type }) => !exported.has(/\w+/u.exec(type?.getText() ?? "")?.[0] ?? ""));
  return isNamed(ts.SyntaxKind.PrivateKeyword) || isOfInside;
}

function docOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker));
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").replace(/;$/u, "").trim();
}
