import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freePorts } from "../../../grpc/dist/transport/free-ports.test-helper.js";
import { withServers } from "./child-server.test-helper.js";
import { gatewayScript, streamScript } from "./gateway-script.test-helper.js";
import { equalUrls, goIsMissing, RealEtcd } from "./real-etcd.test-helper.js";

let etcd: RealEtcd;

describe("the JSON gateway", { skip: goIsMissing }, () => {
  before(() => {
    etcd = new RealEtcd();
  });
  after(() => etcd[Symbol.asyncDispose]());

  test("says what etcd's says", async () => {
    const [port = 0, peer = 0] = await freePorts(2);
    await withServers(async (start) => {
      await start(equalUrls(port, peer)).serving();
      const etcdPort = await etcd.start(equalUrls);
      const transcript = async (from: number): Promise<string[]> => {
        const said: string[] = [];
        for (const line of gatewayScript) said.push(`${line.join(" ")}\n${await answer(from, ...line)}`);
        for (const line of streamScript) said.push(`${line.join(" ")}\n${await streamed(from, ...line)}`);
        return said;
      };
      assert.deepEqual(await transcript(port), await transcript(etcdPort));
    });
  });
});

async function answer(port: number, method: string, path: string, body: string, texts?: "masked"): Promise<string> {
  const request = method === "GET" ? { method } : { method, body };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, request);
  const type = response.headers.get("content-type");
  const lines = (await response.text()).split("\n").filter((line) => line !== "");
  return [response.status, type, ...lines.map((line) => plain(line, texts === "masked"))].join("\n");
}

/** So many lines of an answer that goes on. */
async function streamed(port: number, path: string, body: string, count: number): Promise<string> {
  const stop = new AbortController();
  const url = `http://127.0.0.1:${port}${path}`;
  const response = await fetch(url, { method: "POST", body, signal: stop.signal });
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += Buffer.from(bytes as Uint8Array).toString();
    if (text.split("\n").length > count) break;
  }
  stop.abort();
  const lines = text.split("\n").slice(0, count);
  return [response.status, ...lines.map((line) => plain(line, false))].join("\n");
}

/** What no two servers have in common; etcd puts blanks into its JSON as it likes. */
const MASKED =
  /^(?:cluster_id|member_id|raft_term|dbSize|dbSizeInUse|raftIndex|raftAppliedIndex|raftTerm|leader|hash)$/u;

function plain(line: string, isTextMasked: boolean): string {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch {
    return line;
  }
  return JSON.stringify(content, (field, value: unknown) => {
    if (MASKED.test(field) && typeof value !== "object") return "MASKED";
    return isTextMasked && field === "message" ? "MASKED" : value;
  });
}
