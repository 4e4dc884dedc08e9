import { UnexpectedStatus } from "@keyval/client";

/** Of gRPC. */
const UNIMPLEMENTED = 12;

/** Whether a call failed because the server has no such method: etcd has none of KeyVal's own. */
export function isUnimplemented(error: unknown): boolean {
  return error instanceof UnexpectedStatus && error.status === UNIMPLEMENTED;
}
