import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigError } from "./config-error.js";
import { flags } from "./flags.js";
import { allFlags, readConfig, type Intent } from "./read-config.js";
import type { ServerConfig } from "./server-config.js";

interface Setting {
  readonly environment?: Readonly<Record<string, string>>;
  readonly file?: string;
}

function intent(argv: readonly string[], { environment = {}, file }: Setting = {}): Intent {
  const readFile = (path: string): string => {
    if (file === undefined) throw new Error(`${path} does not exist`);
    return file;
  };
  return readConfig({ argv, environment, readFile });
}

function config(argv: readonly string[], setting?: Setting): ServerConfig {
  const found = intent(argv, setting);
  assert.equal(found.kind, "serve");
  return found.config;
}

function refused(argv: readonly string[], sentence: RegExp, setting?: Setting): void {
  assert.throws(
    () => intent(argv, setting),
    (error) => error instanceof ConfigError && sentence.test(error.message),
  );
}

void describe("flags", () => {
  it("are listed once each", () => {
    assert.equal(allFlags.size, new Set(allFlags.keys()).size);
    assert.equal(new Set(flags.map(({ name }) => name)).size, flags.length);
  });

  it("that do nothing are told of, where they ask for something", () => {
    const found = intent(["--log-format=console", "--logger=zap", "--enable-pprof", "--name=n1"]);
    assert.ok(found.kind === "serve");
    assert.deepEqual(found.warnings, [
      "--log-format=console has no effect: Logs are JSON",
      "--enable-pprof=true has no effect: Profiles of Go do not exist here",
    ]);
  });

  it("need none for a working single node", () => {
    const found = config([]);
    assert.equal(found.name, "default");
    assert.equal(found.dataDirectory, "default.keyval");
    assert.deepEqual(found.initialCluster, [{ name: "default", peerUrls: ["http://localhost:2380"] }]);
    assert.deepEqual(found.clientUrls, [{ kind: "port", url: "http://localhost:2379", host: "localhost", port: 2379 }]);
    assert.equal(found.quotaBytes, 2 * 1024 ** 3);
    assert.deepEqual(found.compaction, { mode: "off" });
  });

  it("are read with one hyphen or two, with = or the next argument, and the last one wins", () => {
    assert.equal(config(["-name", "a"]).name, "a");
    assert.equal(config(["--name=a=b"]).name, "a=b");
    assert.equal(config(["--name", "a", "-name=b"]).name, "b");
    assert.equal(config(["--name=x", "--data-dir", "-odd-"]).dataDirectory, "-odd-");
  });

  it("turn switches on alone, and off only with =", () => {
    assert.equal(config(["--pre-vote"]).preVote, true);
    assert.equal(config(["--pre-vote=false"]).preVote, false);
    refused(["--pre-vote", "false"], /"false" is no flag/);
    refused(["--pre-vote=maybe"], /neither true nor false/);
  });

  it("turn switches on and off nowhere by words that are neither", () => {
    for (const name of ["pre-vote", "force-new-cluster", "client-cert-auth", "enable-pprof"]) {
      const variable = `ETCD_${name.toUpperCase().replaceAll("-", "_")}`;
      const sentence = new RegExp(`^--${name}=yes is neither true nor false$`);
      refused([`--${name}=yes`], sentence);
      refused([], sentence, { environment: { [variable]: "yes" } });
      refused(["--config-file=x"], sentence, { file: `${name}: "yes"` });
    }
    refused(["--config-file=x"], /--client-cert-auth=on is neither/, {
      file: "client-transport-security: {client-cert-auth: on}",
    });
    assert.equal(config([], { environment: { ETCD_PRE_VOTE: "0", ETCD_VERSION: "v3.5.9" } }).preVote, false);
  });

  it("that do nothing have to make sense all the same", () => {
    refused(["--max-wals=many"], /--max-wals=many has to be a whole number/);
    refused(["--auth-token-ttl=-1"], /--auth-token-ttl=-1 has to be a whole number/);
    refused(["--corrupt-check-time=5"], /--corrupt-check-time=5 is no duration/);
  });

  it("turn on features of etcd's as far as they are there", () => {
    const asked = "InitialCorruptCheck=true,CompactHashCheck=t, LeaseCheckpoint = 1,,SetMemberLocalAddr=false";
    const found = intent([`--feature-gates=${asked}`]);
    assert.deepEqual(found.kind === "serve" && found.warnings.length, 1);
    assert.equal(config(["--config-file=x"], { file: "feature-gates: InitialCorruptCheck=true" }).name, "default");
    for (const name of ["SetMemberLocalAddr", "AllAlpha"])
      refused(
        [`--feature-gates=AllBeta=true,${name}=true`],
        new RegExp(`^--feature-gates=${name}=true is not supported yet`),
      );
    refused(["--feature-gates=Nonsense=true"], /^--feature-gates=Nonsense=true names no feature/);
    for (const gate of [
      "InitialCorruptCheck",
      "InitialCorruptCheck=",
      "InitialCorruptCheck=yes",
      "InitialCorruptCheck=true=true",
    ])
      refused([`--feature-gates=${gate}`], /has to be InitialCorruptCheck=true or InitialCorruptCheck=false/);
  });

  it("say where logs go, which is one place", () => {
    for (const output of ["default", "stderr"]) assert.equal(config([`--log-outputs=${output}`]).name, "default");
    assert.equal(config(["--config-file=x"], { file: "log-outputs: [stderr]" }).name, "default");
    refused(["--log-outputs=stdout"], /--log-outputs=stdout has to be one of default, stderr/);
    refused(["--log-outputs=stderr,/var/log/x"], /has to be one of default, stderr/);
  });

  it("that nobody knows, or that lack a value, are refused with a hint", () => {
    refused(["--data_dir=x"], /did you mean --data-dir\?/);
    refused(["--nonsense"], /--help lists/);
    refused(["stray"], /"stray" is no flag/);
    refused(["---name=a"], /is no flag/);
    refused(["--"], /is no flag/);
    refused(["--name"], /needs a value/);
  });

  for (const { name, kind, fallback, support } of flags) {
    if (support !== "later") continue;
    const other = kind === "switch" ? "true" : kind === "duration" ? "7s" : "something";
    it(`--${name} is refused until it exists, and taken where it asks for nothing`, () => {
      refused([`--${name}=${other}`], new RegExp(`--${name} is not supported yet`));
      assert.equal(config([`--${name}=${fallback}`]).name, "default");
    });
  }
});

void describe("where flags come from", () => {
  it("the environment, KEYVAL_ before ETCD_, and arguments before both", () => {
    const environment = { ETCD_NAME: "a", KEYVAL_NAME: "b", ETCD_SNAPSHOT_COUNT: "7", ETCD_DATA_DIR: "" };
    assert.equal(config([], { environment }).name, "b");
    assert.equal(config(["--name=c"], { environment }).name, "c");
    assert.equal(config([], { environment }).snapshotEvery, 7);
    assert.equal(config([], { environment }).dataDirectory, "b.keyval");
  });

  it("the environment has the short set, too", () => {
    const environment = { KEYVAL_ID: "b", KEYVAL_LADDR: "127.0.0.1:3000", ETCD_RADDR: "127.0.0.1:4000" };
    const found = config([], { environment });
    assert.deepEqual([found.name, found.advertisedClientUrls], ["b", ["http://127.0.0.1:3000"]]);
    assert.deepEqual(found.advertisedPeerUrls, ["http://127.0.0.1:4000"]);
    assert.equal(config(["--name=c"], { environment }).name, "c");
    assert.equal(config(["-id", "c"], { environment: { ETCD_NAME: "b" } }).name, "c");
    refused([], /--id and --name say the same/, { environment: { KEYVAL_ID: "a", KEYVAL_NAME: "b" } });
  });

  it("a file, which says everything, and says so", () => {
    const file =
      "name: n1\nsnapshot-count: 5\nunknown-key: 1\nlisten-client-urls: [http://127.0.0.1:1, http://127.0.0.1:2]\n";
    const found = intent(["--config-file=x.yaml", "--name=other"], { file, environment: { ETCD_SNAPSHOT_COUNT: "9" } });
    assert.equal(found.kind, "serve");
    assert.equal(found.config.name, "n1");
    assert.equal(found.config.snapshotEvery, 5);
    assert.equal(found.config.clientUrls.length, 2);
    assert.match(found.warnings[0] ?? "", /--name had no effect/);
  });

  it("refuses a file that is not there, not YAML, or not keys and values", () => {
    refused(["--config-file=x.yaml"], /can not be read: x.yaml does not exist/);
    refused(["--config-file=x.yaml"], /is not YAML/, { file: "a: [" });
    refused(["--config-file=x.yaml"], /holds no keys/, { file: "- a\n- b" });
    refused(["--config-file=x.yaml"], /"name" has to be one text/, { file: "name: {a: 1}" });
    assert.equal(config(["--config-file=x.yaml"], { file: "" }).name, "default");
  });

  it("refuses TLS in a file too", () => {
    refused(["--config-file=x"], /--cert-file is not/, { file: "client-transport-security:\n  cert-file: a.pem\n" });
    refused(["--config-file=x"], /--peer-cert-file is not/, { file: "peer-transport-security:\n  cert-file: a.pem\n" });
  });
});

void describe("what flags say together", () => {
  it("takes what is listened on as what is told, unless that is said", () => {
    assert.deepEqual(config(["--listen-client-urls=http://127.0.0.1:5"]).advertisedClientUrls, ["http://127.0.0.1:5"]);
    refused(["--listen-client-urls=http://0.0.0.0:5"], /tells nobody where this member is/);
    const both = ["--listen-client-urls=http://0.0.0.0:5", "--advertise-client-urls=http://db1:5"];
    assert.deepEqual(config(both).advertisedClientUrls, ["http://db1:5"]);
    for (const flag of ["advertise-client-urls", "initial-advertise-peer-urls"])
      refused([`--${flag}=`], new RegExp(`^--${flag} is empty: nobody would know`));
  });

  it("checks the initial cluster against the member", () => {
    const two = "--initial-cluster=a=http://h1:2380,b=http://h2:2380";
    const a = ["--name=a", "--initial-advertise-peer-urls=http://h1:2380"];
    assert.deepEqual(config([two, ...a]).initialCluster, [
      { name: "a", peerUrls: ["http://h1:2380"] },
      { name: "b", peerUrls: ["http://h2:2380"] },
    ]);
    refused([two], /does not name this member, "default"/);
    refused([two, "--name=a"], /but --initial-advertise-peer-urls has http:\/\/localhost:2380/);
    refused(["--initial-cluster=a"], /is not of the form/);
    refused(["--initial-cluster=a=http://h:1,b=http://h:1"], /stands there twice/);
    for (const [url, sentence] of [
      ["https://h2:2380", /^--initial-cluster: https:\/\/h2:2380 asks for TLS, which does not exist yet/],
      ["unixs://h2:2380", /^--initial-cluster: unixs:\/\/h2:2380 asks for TLS/],
      ["http://h2", /^--initial-cluster: "http:\/\/h2" needs a host and a port/],
      ["ftp://h2:2380", /^--initial-cluster: "ftp:\/\/h2:2380" is no URL/],
    ] as const)
      refused([`--initial-cluster=a=http://h1:2380,b=${url}`, ...a], sentence);
  });

  it("refuses what makes no sense", () => {
    refused(["--heartbeat-interval=100", "--election-timeout=200"], /take 300 or more/);
    refused(["--snapshot-count=0"], /whole number of at least 1/);
    refused(["--snapshot-count=1e3"], /whole number/);
    refused(["--quota-backend-bytes=99999999999999999999"], /whole number/);
    refused(["--watch-progress-notify-interval=5"], /no duration/);
    refused(["--initial-cluster-state=old"], /one of new, existing/);
    refused(["--listen-client-urls=https://127.0.0.1:1"], /TLS, which does not exist yet/);
    refused(["--listen-client-urls=127.0.0.1:1"], /is no URL/);
    refused(["--listen-client-urls=http://127.0.0.1"], /needs a host and a port/);
    refused(["--listen-client-urls=http://127.0.0.1:70000"], /needs a host and a port/);
    refused(["--listen-peer-urls="], /is empty/);
    refused(["--name="], /each member needs a name/);
    assert.equal(config(["--max-request-bytes=16776192"]).requestBytesMax, 16_776_192);
    refused(
      ["--max-request-bytes=16776193"],
      /^--max-request-bytes=16776193 has to be a whole number from 1 to 16776192$/,
    );
    assert.equal(config(["--heartbeat-interval=100"]).electionTimeout, 300);
    assert.equal(config(["--election-timeout=50000"]).electionTimeout, 50_000);
    refused(
      ["--election-timeout=50001"],
      /^--election-timeout=50001 is too long: an election timeout is 50000 at most/,
    );
    refused(["--heartbeat-interval=20000"], /^--heartbeat-interval=20000 is too long/);
  });

  it("takes no time for the default where no time makes no sense, and tells progress no more often than etcd does", () => {
    const zero = config([
      "--grpc-keepalive-interval=0",
      "--grpc-keepalive-timeout=0s",
      "--watch-progress-notify-interval=0",
    ]);
    const times = [zero.keepaliveInterval, zero.keepaliveTimeout, zero.progressNotifyInterval];
    assert.deepEqual(times, [7_200_000, 20_000, 600_000]);
    assert.equal(config(["--watch-progress-notify-interval=1ms"]).progressNotifyInterval, 100);
  });

  it("refuses to listen twice in one place", () => {
    refused(
      ["--listen-client-urls=http://h:1", "--listen-peer-urls=http://h:1"],
      /^--listen-client-urls and --listen-peer-urls both have http:\/\/h:1: give each/,
    );
    refused(["-laddr", "h:1", "-raddr", "h:1"], /both have http:\/\/h:1/);
    refused(["--listen-metrics-urls=http://localhost:2380"], /^--listen-peer-urls and --listen-metrics-urls both/);
    refused(["--listen-client-urls=unix://a:1,unix://a:1"], /^--listen-client-urls has unix:\/\/a:1 twice/);
    assert.equal(config(["-laddr", "h:0", "-raddr", "h:0"]).peerUrls.length, 1);
  });

  it("understands sockets in files and addresses of version 6", () => {
    const found = config(["--listen-client-urls=unix://localhost:1,http://[::1]:2379"]);
    assert.deepEqual(found.clientUrls, [
      { kind: "file", url: "unix://localhost:1", path: "localhost:1" },
      { kind: "port", url: "http://[::1]:2379", host: "::1", port: 2379 },
    ]);
  });

  const compactions: readonly [string[], ServerConfig["compaction"]][] = [
    [["--auto-compaction-retention=1"], { mode: "periodic", keptMs: 3_600_000 }],
    [["--auto-compaction-retention=5m"], { mode: "periodic", keptMs: 300_000 }],
    [["--auto-compaction-retention=0"], { mode: "off" }],
    [
      ["--auto-compaction-mode=revision", "--auto-compaction-retention=1000"],
      { mode: "revision", keptRevisions: 1000 },
    ],
  ];
  for (const [argv, expected] of compactions) {
    it(`reads ${argv.join(" ")}`, () => {
      assert.deepEqual(config(argv).compaction, expected);
    });
  }

  it("takes the address of a member whose cluster is joined, and no other word of who the members are", () => {
    assert.equal(config(["-id", "b", "-join", "127.0.0.1:3000"]).joinAddress, "127.0.0.1:3000");
    assert.equal(config([]).joinAddress, undefined);
    refused(["-join", "3000"], /--join=3000 is not of the form host:port/);
    refused(["-join", "10.0.0.1:99999"], /--join=10.0.0.1:99999 is not of the form host:port/);
    refused(["-join", "10.0.0.1:0"], /--join=10.0.0.1:0 is not of the form host:port/);
    refused(
      ["--name=b", "--initial-cluster=b=http://localhost:2380", "-join", "h:3000"],
      /leave out --initial-cluster/,
    );
    refused(["-laddr", "h:3000", "-join", "h:3000"], /^--join=h:3000 is this member itself: name another one/);
    refused(["--initial-cluster-state=new", "-join", "h:3000"], /leave out --initial-cluster-state=new/);
    assert.equal(config(["--initial-cluster-state=existing", "-join", "h:3000"]).joinAddress, "h:3000");
  });

  it("has a short set", () => {
    const found = config(["-id", "node0", "-laddr", "127.0.0.1:3000", "-raddr", "127.0.0.1:4000"]);
    assert.equal(found.name, "node0");
    assert.deepEqual(found.advertisedClientUrls, ["http://127.0.0.1:3000"]);
    assert.deepEqual(found.initialCluster, [{ name: "node0", peerUrls: ["http://127.0.0.1:4000"] }]);
    refused(["-id", "a", "-name", "b"], /say the same/);
    refused(["-laddr", "3000"], /not of the form host:port/);
  });

  it("answers --version and --help whatever else there is", () => {
    assert.equal(intent(["--version", "--name", ""]).kind, "version");
    assert.equal(intent(["-h"]).kind, "help");
  });
});
