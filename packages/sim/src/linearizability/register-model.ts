import type { Model } from "./model.js";

export type RegisterInput =
  | { readonly type: "read" }
  | { readonly type: "write"; readonly value: number }
  | { readonly type: "compareAndSet"; readonly from: number; readonly to: number };

export type RegisterOutput =
  | { readonly type: "value"; readonly value: number | null }
  | { readonly type: "done" }
  /** The comparison failed. */
  | { readonly type: "different" };

/** One number, null at first. */
export const registerModel: Model<number | null, RegisterInput, RegisterOutput> = {
  initial: null,

  step(state, input, output) {
    switch (input.type) {
      case "read":
        return output === undefined || (output.type === "value" && output.value === state) ? state : undefined;
      case "write":
        return output === undefined || output.type === "done" ? input.value : undefined;
      case "compareAndSet":
        if (output?.type === "different") return state === input.from ? undefined : state;
        return state === input.from && output?.type !== "value" ? input.to : undefined;
    }
  },

  keyOf: String,

  isRead: (input, output) => input.type === "read" || output?.type === "different",

  rankOf: () => undefined,
  leastRank: () => 0,

  study: () => ({
    outputOf: () => undefined,
    kindOf: ({ input }) => JSON.stringify(input),
    expiryOf: () => Infinity,
    roleOf: () => undefined,
  }),

  describe(input, output) {
    const answer = output?.type === "value" ? String(output.value) : (output?.type ?? "?");
    switch (input.type) {
      case "read":
        return `read → ${answer}`;
      case "write":
        return `write ${input.value} → ${answer}`;
      case "compareAndSet":
        return `compareAndSet ${input.from}, ${input.to} → ${answer}`;
    }
  },

  describeState: String,
};
