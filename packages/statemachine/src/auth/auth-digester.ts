import type { RoleState, UserState } from "@keyval/api";
import { Digester, type Digest } from "../hash/digest.js";

/** What users and roles add to the hash of the state; each digest is good until the next is asked for. */
export class AuthDigester {
  readonly #digester = new Digester();

  ofSwitch(enabled: boolean, revision: number): Digest {
    const digester = this.#begin("auth");
    digester.number(enabled ? 1 : 0);
    digester.number(revision);
    return digester.finish();
  }

  ofUser({ name, hash, noPassword, roles }: UserState): Digest {
    const digester = this.#begin("user");
    digester.text(name);
    digester.bytes(hash);
    digester.number(noPassword ? 1 : 0);
    digester.number(roles.length);
    for (const role of roles) digester.text(role);
    return digester.finish();
  }

  ofRole({ name, permissions }: RoleState): Digest {
    const digester = this.#begin("role");
    digester.text(name);
    digester.number(permissions.length);
    for (const { permType, key, rangeEnd } of permissions) {
      digester.number(permType);
      digester.bytes(key);
      digester.bytes(rangeEnd);
    }
    return digester.finish();
  }

  #begin(table: string): Digester {
    this.#digester.reset();
    this.#digester.text(table);
    return this.#digester;
  }
}
