import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withBoundPorts } from "./with-bound-ports.js";

void describe("advertised URLs with the ports that were bound", () => {
  it("names them where any port was asked for, and changes nothing else", () => {
    const advertised = ["http://127.0.0.1:0", "http://n1:2379", "http://[::0]:0/", "unix://n1:0"];
    const bound = ["http://127.0.0.1:40001", "http://0.0.0.0:40002", "http://[::0]:40003", "unix://n1:0"];
    assert.deepEqual(withBoundPorts(advertised, bound), [
      "http://127.0.0.1:40001",
      "http://n1:2379",
      "http://[::0]:40003/",
      "unix://n1:0",
    ]);
  });

  it("names the first where more are told than are listened on", () => {
    assert.deepEqual(withBoundPorts(["http://a:0", "http://b:0"], ["http://0.0.0.0:40001"]), [
      "http://a:40001",
      "http://b:40001",
    ]);
    assert.deepEqual(withBoundPorts(["http://a:0"], ["unix://n1:1"]), ["http://a:0"]);
  });
});
