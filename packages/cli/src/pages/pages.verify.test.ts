import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pages } from "./pages.test-helper.js";
import { walkPage } from "./walk-page.test-helper.js";

const goIsMissing = spawnSync("go", ["version"]).status === 0 ? false : "needs Go: install it, and `go` into the PATH";

const tools = mkdtempSync(join(tmpdir(), "keyval-page-tools-"));

void describe("what the pages tell their readers to do, does what they say", { skip: goIsMissing }, () => {
  before(() => {
    execFileSync("go", ["build", "-o", `${tools}/`, "./etcdctl"], { cwd: "tests/tools/etcd", timeout: 900_000 });
  });
  after(() => rmSync(tools, { recursive: true }));

  for (const page of pages) void test(page, () => walkPage(readFileSync(page, "utf8"), join(tools, "etcdctl")));
});
