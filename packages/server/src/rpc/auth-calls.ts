import { Auth } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { unary, type UnaryCall } from "./call.js";
import type { Served } from "./served.js";

const { AuthStatus, AuthDisable, Authenticate } = Auth.methods;

/** What the service Auth answers as long as nobody can turn it on: that it is off. All else of it does not exist. */
export function authCalls({ header, machine }: Served): UnaryCall[] {
  return [
    unary(AuthStatus, (_, __, reply) => {
      const { enabled, revision: authRevision } = machine().tables.auth;
      reply({ header: header(), enabled, authRevision });
    }),
    unary(AuthDisable, (_, __, reply) => {
      reply({ header: header() });
    }),
    unary(Authenticate, (_, __, reply) => {
      reply(new Refusal("authNotEnabled"));
    }),
  ];
}
