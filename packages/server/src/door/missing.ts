import { type AnyMethod, type RpcServer, type Service, Status } from "@keyval/grpc";

/** Calls of a service that do not exist yet are refused in a sentence, lest anybody believe them done. */
export function refuseMissing(server: RpcServer, service: Service, standing: readonly string[]): void {
  for (const [name, method] of Object.entries(service.methods)) {
    if (standing.includes(name)) continue;
    const refuse = (call: { fail(code: Status, message: string): void }): void => {
      call.fail(Status.UNIMPLEMENTED, `${name} does not exist in this version of KeyVal`);
    };
    if (method.kind === "unary" || method.kind === "serverStream") {
      server.handle(method as AnyMethod & { kind: "unary" }, (_, call) => {
        refuse(call);
      });
    } else {
      server.handle(method as AnyMethod & { kind: "bidi" }, refuse);
    }
  }
}
