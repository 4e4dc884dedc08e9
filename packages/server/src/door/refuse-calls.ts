import { services } from "@keyval/api/reflection";
import { type AnyMethod, type Call, healthService, type RpcServer, Status } from "@keyval/grpc";

/** Everything but questions about health is refused for now; the client may try again, here or elsewhere. */
export function refuseForNow(server: RpcServer, why: () => string): void {
  for (const { name, methods } of services) {
    if (name === healthService.name) continue;
    for (const method of Object.values(methods) as AnyMethod[]) refuseCalls(server, method, Status.UNAVAILABLE, why);
  }
}

/** Fails all calls of a method, whatever its kind. */
export function refuseCalls(server: RpcServer, method: AnyMethod, code: Status, why: () => string): void {
  const refuse = (call: Call): void => {
    call.fail(code, why());
  };
  if (method.kind === "unary" || method.kind === "serverStream") {
    server.handle(method as AnyMethod & { kind: "unary" }, (_, call) => {
      refuse(call);
    });
  } else {
    server.handle(method as AnyMethod & { kind: "bidi" }, refuse);
  }
}
