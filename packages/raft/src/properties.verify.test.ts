import { env } from "node:process";
import { test } from "node:test";
import { runSeeds } from "./properties.test-helper.js";

const COUNT = env["LONG"] === "1" ? 60_000 : 2_000;

test("many random worlds, with longer lives, keep their promises", (context) => {
  runSeeds({ first: 1_000_000, count: COUNT, length: 4_000 }, (line) => context.diagnostic(line));
});
