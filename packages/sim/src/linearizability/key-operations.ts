/** What a compare-and-set asks for; an absent key has no value, modRevision 0 and version 0. */
export type Expectation =
  | { readonly target: "value"; readonly is: string | undefined }
  | { readonly target: "modRevision" | "version"; readonly is: number };

export type KeyInput =
  | { readonly type: "read" }
  | { readonly type: "put"; readonly value: string }
  | { readonly type: "compareAndSet"; readonly expected: Expectation; readonly value: string }
  | { readonly type: "delete" };

export type KeyOutput =
  /** Of a read, as for an expectation. */
  | {
      readonly type: "read";
      readonly value: string | undefined;
      readonly modRevision: number;
      readonly version: number;
    }
  /** The key was written, or deleted, at this revision. */
  | { readonly type: "changed"; readonly revision: number }
  /** The comparison failed, or there was nothing to delete. */
  | { readonly type: "unchanged" };
