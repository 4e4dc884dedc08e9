import type { Codec, Method } from "./service.js";

/** Messages are texts; a text with "!" is refused. */
const text: Codec<string> = {
  encode: (message) => Buffer.from(message),
  decode: (bytes) => {
    const message = Buffer.from(bytes).toString();
    if (message.includes("!")) throw new RangeError("no shouting");
    return message;
  },
};

/** One method of each kind. */
export const textService = {
  name: "test.Text",
  methods: {
    unary: { path: "/test.Text/Unary", kind: "unary", request: text, response: text } satisfies Method<string, string>,
    down: { path: "/test.Text/Down", kind: "serverStream", request: text, response: text } satisfies Method<
      string,
      string
    >,
    up: { path: "/test.Text/Up", kind: "clientStream", request: text, response: text } satisfies Method<string, string>,
    both: { path: "/test.Text/Both", kind: "bidi", request: text, response: text } satisfies Method<string, string>,
  },
} as const;
