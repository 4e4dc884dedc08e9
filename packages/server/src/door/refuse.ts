import type { Status as ApiStatus } from "@keyval/api";
import type { Call, Status } from "@keyval/grpc";

/** Fails a call as the table of errors says. */
export function refuse(call: Call, { code, message }: ApiStatus): void {
  call.fail(code as Status, message);
}
