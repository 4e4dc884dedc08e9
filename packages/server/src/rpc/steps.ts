/** Work that is done from top to bottom, with a `yield` wherever a step ends. */
export type Steps<T> = Generator<undefined, T, void>;
