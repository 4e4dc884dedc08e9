import { describe, it } from "node:test";
import { MachineWorld } from "./machine-world.test-helper.js";
import { runPrograms } from "./run-programs.test-helper.js";

void describe("random programs of all commands and queries", () => {
  it("do what the model does, on bitcask", async () => {
    await runPrograms(1_000, (options) => new MachineWorld({ ...options, engine: "bitcask" }));
  });
});
