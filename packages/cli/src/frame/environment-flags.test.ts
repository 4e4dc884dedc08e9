import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { environmentFlags, unknownVariables } from "./environment-flags.js";
import { globalFlags } from "./global-flags.js";

function read(environment: Readonly<Record<string, string>>, ...given: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(environmentFlags(globalFlags, environment, new Set(given)));
}

void describe("flags in the environment", () => {
  void it("have etcdctl's names", () => {
    assert.deepEqual(read({ ETCDCTL_ENDPOINTS: "a:1,b:2", ETCDCTL_DIAL_TIMEOUT: "7s" }), {
      endpoints: ["a:1", "b:2"],
      "dial-timeout": 7_000,
    });
  });

  void it("have names of our own, which win", () => {
    assert.deepEqual(read({ ETCDCTL_USER: "a", KVCTL_USER: "b" }), { user: "b" });
  });

  void it("are not set by an empty text", () => {
    assert.deepEqual(read({ ETCDCTL_USER: "", KVCTL_USER: "" }), {});
  });

  void it("yield to the command line", () => {
    assert.deepEqual(read({ KVCTL_USER: "b" }, "user"), {});
  });

  void it("are refused beside the same flag, as etcdctl does", () => {
    assert.throws(() => read({ ETCDCTL_USER: "b" }, "user"), /ETCDCTL_USER is shadowed .*--user/u);
  });

  void it("are refused with a value that is none", () => {
    assert.throws(() => read({ KVCTL_HEX: "maybe" }), /invalid argument "maybe" for "--hex"/u);
  });

  void it("are told from variables that only look like them", () => {
    const environment = { ETCDCTL_API: "3", ETCDCTL_WATCH_KEY: "k", ETCDCTL_CERT: "c", KVCTL_CRET: "c", HOME: "/" };
    assert.deepEqual(unknownVariables(globalFlags, environment), ["KVCTL_CRET"]);
  });
});
