import type { Operation } from "./history.js";
import type { Expectation, KeyInput, KeyOutput } from "./key-operations.js";
import type { Study } from "./model.js";

type KeyOperation = Operation<KeyInput, KeyOutput>;

/**
 * A value that only one operation can have written tells the operation's revision as soon as somebody has read it. A
 * value that nobody has seen could as well be another.
 */
export function studyKey(
  operations: readonly KeyOperation[],
  certain: readonly KeyOperation[],
): Study<KeyInput, KeyOutput> {
  const writers = onlyWriters(operations);
  const seen = seenRevisions(certain);
  const compared = comparedValues(operations);

  const revisionOf = (value: string): number | undefined => {
    const output = writers.get(value)?.output;
    if (output !== undefined) return output.type === "changed" ? output.revision : undefined;
    const [revision, ...more] = writers.has(value) ? (seen.get(value) ?? []) : [];
    return more.length === 0 ? revision : undefined;
  };
  const isSeen = (input: KeyInput): boolean => {
    const value = valueOf(input);
    return value !== undefined && (seen.has(value) || compared.has(value));
  };
  return {
    outputOf({ input }) {
      const value = valueOf(input);
      const revision = value === undefined ? undefined : revisionOf(value);
      return revision === undefined ? undefined : { type: "changed", revision };
    },
    kindOf({ input }) {
      const value = isSeen(input) ? valueOf(input) : null;
      return JSON.stringify([input.type, value, input.type === "compareAndSet" && plain(input.expected)]);
    },
    expiryOf({ input }) {
      if (input.type !== "compareAndSet") return Infinity;
      const { target, is } = input.expected;
      // A key can be absent again at any time, and a version come back after a deletion.
      if (target === "modRevision" && is > 0) return is;
      return (target === "value" && is !== undefined ? revisionOf(is) : undefined) ?? Infinity;
    },
    roleOf({ input }) {
      if (isSeen(input)) return undefined;
      if (input.type === "put") return "joker";
      // Where the revision is not known, a comparison with it would tell more than a put does.
      return input.type === "compareAndSet" && plain(input.expected).target !== "modRevision"
        ? "conditional"
        : undefined;
    },
  };
}

/** The same for all three ways to say that the key is absent. */
function plain(expected: Expectation): Expectation {
  return expected.is === 0 || expected.is === undefined ? { target: "value", is: undefined } : expected;
}

function valueOf(input: KeyInput): string | undefined {
  return input.type === "put" || input.type === "compareAndSet" ? input.value : undefined;
}

/** The operation that writes a value, if there is just one. */
function onlyWriters(operations: readonly KeyOperation[]): Map<string, KeyOperation> {
  const writers = new Map<string, KeyOperation>();
  const shared = new Set<string>();
  for (const operation of operations) {
    const value = valueOf(operation.input);
    if (value === undefined) continue;
    if (writers.has(value)) shared.add(value);
    writers.set(value, operation);
  }
  for (const value of shared) writers.delete(value);
  return writers;
}

function seenRevisions(certain: readonly KeyOperation[]): Map<string, Set<number>> {
  const seen = new Map<string, Set<number>>();
  for (const { output } of certain) {
    if (output?.type !== "read" || output.value === undefined) continue;
    const revisions = seen.get(output.value);
    if (revisions === undefined) seen.set(output.value, new Set([output.modRevision]));
    else revisions.add(output.modRevision);
  }
  return seen;
}

function comparedValues(operations: readonly KeyOperation[]): Set<string | number | undefined> {
  const compared = new Set<string | number | undefined>();
  for (const { input } of operations) {
    if (input.type === "compareAndSet" && input.expected.target === "value") compared.add(input.expected.is);
  }
  return compared;
}
