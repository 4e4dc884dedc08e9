import type { Model } from "./model.js";

export type TextInput =
  | { readonly type: "get" }
  | { readonly type: "put"; readonly text: string }
  | { readonly type: "append"; readonly text: string };

/** What `get` answered; of the others that they are done. */
export type TextOutput = { readonly type: "text"; readonly text: string } | { readonly type: "done" };

/** A key of a map from texts to texts, which are empty at first. */
export const textModel: Model<string, TextInput, TextOutput> = {
  initial: "",

  step(state, input, output) {
    switch (input.type) {
      case "get":
        return output === undefined || (output.type === "text" && output.text === state) ? state : undefined;
      case "put":
        return output?.type === "text" ? undefined : input.text;
      case "append":
        return output?.type === "text" ? undefined : state + input.text;
    }
  },

  keyOf: (state) => state,

  isRead: (input) => input.type === "get",

  rankOf: () => undefined,
  leastRank: () => 0,

  study: () => ({
    outputOf: () => undefined,
    kindOf: ({ input }) => JSON.stringify(input),
    expiryOf: () => Infinity,
    roleOf: () => undefined,
  }),

  describe(input, output) {
    const answer = output?.type === "text" ? JSON.stringify(output.text) : (output?.type ?? "?");
    return input.type === "get" ? `get → ${answer}` : `${input.type} ${JSON.stringify(input.text)} → ${answer}`;
  },

  describeState: (state) => JSON.stringify(state),
};
