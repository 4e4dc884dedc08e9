import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { readConfig, type ServerConfig } from "@keyval/server";
import { parse } from "yaml";
import { startServer } from "./index.js";

const run = promisify(execFile);

interface Service {
  readonly command: readonly string[];
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const dockerfile = readFileSync("deploy/Dockerfile", "utf8");
const compose = parse(readFileSync("deploy/compose.yaml", "utf8"), { merge: true }) as Compose;
const unit = readFileSync("deploy/keyval.service", "utf8");

const imageEnvironment = environmentOf(dockerfile.matchAll(/^ENV (.*)$/gmu));

function environmentOf(lines: Iterable<RegExpMatchArray>): Record<string, string> {
  const words = [...lines].flatMap(([, line = ""]) => line.split(" "));
  return Object.fromEntries(words.map((word) => word.split(/=(.*)/su).slice(0, 2) as [string, string]));
}

/** The words of an instruction of the Dockerfile that is a list. */
function listOf(instruction: string): string[] {
  const [, list = "[]"] = new RegExp(`^ *${instruction} (\\[.*\\])$`, "mu").exec(dockerfile) ?? [];
  return JSON.parse(list) as string[];
}

/** As the server makes sense of it; throws where it would not start. */
function configOf(argv: readonly string[], environment: Readonly<Record<string, string>>): ServerConfig {
  const intent = readConfig({ argv, environment, readFile: () => assert.fail("there is no file") });
  assert.ok(intent.kind === "serve");
  assert.deepEqual(intent.warnings, []);
  return intent.config;
}

function portsOf({ clientUrls, peerUrls }: ServerConfig): number[] {
  return [...clientUrls, ...peerUrls].map((url) => (url.kind === "port" ? url.port : 0));
}

/** A program of the image, where it is in the package. */
function inPackage(path = ""): string {
  const found = path.replace(/^\/keyval\//u, "packages/keyval/");
  assert.ok(existsSync(found), found);
  return found;
}

void describe("the Dockerfile", () => {
  const config = configOf([], imageEnvironment);

  it("starts a server that keeps its data in the volume, and whose ports it shows", () => {
    assert.equal(config.dataDirectory, /^VOLUME (.*)$/mu.exec(dockerfile)?.[1]);
    assert.deepEqual(portsOf(config).map(String), /^EXPOSE (.*)$/mu.exec(dockerfile)?.[1]?.split(" "));
    assert.match(inPackage(listOf("ENTRYPOINT")[1]), /keyval\/main\.js$/u);
  });

  it("gives Node what the launcher gives it, which needs a shell", () => {
    const launcher = readFileSync("packages/keyval/bin/keyval", "utf8");
    const [, options] = /NODE_OPTIONS="(\S*?)\$/u.exec(launcher) ?? [];
    const [, threads] = /UV_THREADPOOL_SIZE:-(\d+)/u.exec(launcher) ?? [];
    assert.equal(imageEnvironment["NODE_OPTIONS"], options);
    assert.equal(imageEnvironment["UV_THREADPOOL_SIZE"], threads);
  });

  it("asks for the health of the server, with success only where there is one", async () => {
    const [, program, ...args] = listOf("CMD");
    const [port = 0] = portsOf(config);
    assert.ok(args.includes(`--endpoints=127.0.0.1:${port}`), args.join(" "));
    const server = await startServer();
    const check = args.map((arg) => (arg.startsWith("--endpoints=") ? `--endpoints=${server.url}` : arg));
    try {
      await run(process.execPath, [inPackage(program), ...check]);
    } finally {
      await server.stop();
    }
    await assert.rejects(run(process.execPath, [inPackage(program), ...check]), { code: 1 });
  });

  it("runs as nobody in particular", () => {
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gmu)].map(([, image]) => image);
    assert.match(images.at(-1) ?? "", /:nonroot$/u);
  });
});

void describe("the compose file", () => {
  const members = Object.entries(compose.services).map(([name, service]) => ({
    name,
    ...service,
    config: configOf(service.command, imageEnvironment),
  }));

  it("starts three members that know each other by their names", () => {
    assert.equal(members.length, 3);
    for (const { name, config } of members) {
      assert.equal(config.name, name);
      assert.deepEqual(config.initialCluster, members[0]?.config.initialCluster);
      const [own] = config.initialCluster.find((member) => member.name === name)?.peerUrls ?? [];
      assert.equal(own, `http://${name}:${portsOf(config)[1] ?? 0}`);
      assert.deepEqual(config.advertisedClientUrls, [`http://${name}:${portsOf(config)[0] ?? 0}`]);
    }
  });

  it("gives each a volume and a port of its own", () => {
    const outside = members.flatMap(({ ports }) => ports.map((pair) => pair.split(":")));
    assert.equal(new Set(outside.map(([port]) => port)).size, 3);
    for (const { config } of members) assert.ok(outside.every(([, port]) => port === String(portsOf(config)[0])));
    assert.deepEqual(
      members.flatMap(({ volumes }) => volumes),
      Object.keys(compose.volumes).map((name) => `${name}:/data`),
    );
  });
});

void describe("the systemd unit", () => {
  it("starts the program that npm installs, with its data where systemd makes room for them", () => {
    const config = configOf([], environmentOf(unit.matchAll(/^Environment=(.*)$/gmu)));
    assert.equal(config.dataDirectory, `/var/lib/${/^StateDirectory=(.*)$/mu.exec(unit)?.[1] ?? ""}`);
    const { bin } = JSON.parse(readFileSync("packages/keyval/package.json", "utf8")) as { bin: object };
    const program = /^ExecStart=\/usr\/bin\/env (\S+)$/mu.exec(unit)?.[1] ?? "";
    assert.ok(program in bin, program);
  });
});
