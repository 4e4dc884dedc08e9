import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { EchoServer, fieldsOf, okHeaders, okTrailers, type RecordedStream } from "../http2/owners.test-helper.js";
import type { HeaderBlock } from "../hpack/header-block.js";
import type { Http2Stream } from "../http2/stream.js";
import { makeCertificate } from "./certificate.test-helper.js";
import { serve } from "./index.js";

const tools = "tests/tools";
const missing = spawnSync("go", ["version"]).status === 0 ? false : "needs Go: install it, and `go` into the PATH";

/**
 * h2spec tests RFC 7540. Priorities, which its section 5.3.1 is about, are gone in RFC 9113 (section 5.3.2): a stream that
 * depends on itself is as good as any.
 */
const outdated = [
  "http2/5.3.1 Sends HEADERS frame that depend on itself",
  "http2/5.3.1 Sends PRIORITY frame that depend on itself",
];

/** Answers every request with a body and trailers. */
class PlainServer extends EchoServer {
  override answer(stream: Http2Stream<RecordedStream>, record: RecordedStream): void {
    stream.respond(okHeaders, -1, Buffer.from(`you sent ${record.bytes.length} bytes`), okTrailers);
  }

  override record(stream: Http2Stream<RecordedStream>, headers: HeaderBlock, ended: boolean): RecordedStream {
    assert.match(fieldsOf(headers), /:method=/);
    return super.record(stream, headers, ended);
  }
}

const home = mkdtempSync(join(tmpdir(), "h2spec-"));
after(() => {
  rmSync(home, { recursive: true });
});

for (const encrypted of [false, true]) {
  test(
    `h2spec has nothing to say against the server, ${encrypted ? "TLS" : "plaintext"}`,
    { skip: missing },
    async () => {
      const server = await serve({
        port: 0,
        ...(encrypted && { tls: makeCertificate() }),
        accept: () => new PlainServer(),
      });
      after(() => server.stop(0));
      const report = join(home, `${encrypted}.xml`);
      const flags = ["--host", "127.0.0.1", "--port", `${server.port}`, "--junit-report", report, "--timeout", "3"];
      const output = await runTool("h2spec", encrypted ? [...flags, "--tls", "--insecure"] : flags);
      const { passed, failed } = readReport(readFileSync(report, "utf8"));
      assert.ok(passed >= 140, output);
      assert.deepEqual(failed, outdated, output);
    },
  );
}

/** Builds the tool if need be and runs it; what it prints, however it ends. */
function runTool(name: string, flags: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile("go", ["tool", name, ...flags], { cwd: tools, timeout: 300_000 }, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
}

function readReport(xml: string): { readonly passed: number; readonly failed: readonly string[] } {
  const failed: string[] = [];
  let passed = 0;
  for (const [, attributes = "", body = ""] of xml.matchAll(/<testcase ([^>]*)>(.*?)<\/testcase>/gs)) {
    const name = /package="([^"]*)" classname="([^"]*)"/.exec(attributes);
    if (body.includes("<failure") || body.includes("<error")) failed.push(`${name?.[1] ?? ""} ${name?.[2] ?? ""}`);
    else passed++;
  }
  return { passed, failed };
}
