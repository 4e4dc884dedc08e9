import type { KeyInput, KeyOutput } from "./key-operations.js";
import type { Model } from "./model.js";
import { absent, change, type KeyState, keyStateText, leastRevision, narrow, narrowToOther } from "./key-state.js";
import { studyKey } from "./key-study.js";

/** A key of the store: each change has a greater revision than the one before; the version counts since creation. */
export const keyModel: Model<KeyState, KeyInput, KeyOutput> = {
  initial: absent,

  step(state, input, output) {
    if (input.type === "read") return output === undefined ? state : read(state, output);
    if (output?.type === "read") return undefined;
    const revision = output?.type === "changed" ? output.revision : undefined;
    switch (input.type) {
      case "put":
        return output?.type === "unchanged" ? undefined : change(state, input.value, revision);
      case "compareAndSet": {
        if (output?.type === "unchanged") return narrowToOther(state, input.expected);
        const met = narrow(state, input.expected);
        return met === undefined ? undefined : change(met, input.value, revision);
      }
      case "delete":
        if (state.value === undefined) return output?.type === "changed" ? undefined : state;
        return output?.type === "unchanged" ? undefined : change(state, undefined, revision);
    }
  },

  keyOf: keyStateText,

  isRead: (input, output) => input.type === "read" || output?.type === "unchanged",

  rankOf(output) {
    if (output.type === "changed") return output.revision;
    // A key is absent at many times, and which of them a read saw does not show.
    return output.type === "read" && output.modRevision > 0 ? output.modRevision : undefined;
  },

  leastRank: leastRevision,

  study: studyKey,

  describe: (input, output) => `${describeInput(input)} → ${describeOutput(output)}`,

  describeState({ value, version, revision, after }) {
    const when = revision ?? `after ${after}`;
    return value === undefined
      ? `nothing (revision ${when})`
      : `${quote(value)} (revision ${when}, version ${version})`;
  },
};

function read(state: KeyState, output: KeyOutput): KeyState | undefined {
  if (output.type !== "read" || output.value !== state.value || output.version !== state.version) return undefined;
  return narrow(state, { target: "modRevision", is: output.modRevision });
}

function describeInput(input: KeyInput): string {
  switch (input.type) {
    case "put":
      return `put ${quote(input.value)}`;
    case "compareAndSet":
      return `if ${input.expected.target} is ${quote(input.expected.is)} put ${quote(input.value)}`;
    default:
      return input.type;
  }
}

function describeOutput(output: KeyOutput | undefined): string {
  switch (output?.type) {
    case undefined:
      return "?";
    case "read":
      if (output.value === undefined) return "nothing";
      return `${quote(output.value)} (revision ${output.modRevision}, version ${output.version})`;
    case "changed":
      return `revision ${output.revision}`;
    case "unchanged":
      return "unchanged";
  }
}

function quote(value: string | number | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
