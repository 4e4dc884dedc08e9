import type { Id } from "@keyval/api";
import type { Question } from "../world/resident.js";

/** What one member asks of another, which is thought to lead. */
export type MemberQuestion = Question &
  (
    | { readonly kind: "propose"; readonly entry: Uint8Array }
    | { readonly kind: "renew"; readonly id: Id }
    | { readonly kind: "inSync"; readonly learner: Id }
    /** Of one that has no replica yet. */
    | { readonly kind: "join"; readonly member: string; readonly incarnation: string }
  );
