import { errors, EventType, type KeyValue, SortOrder, type WatchResponse } from "@keyval/api";
import { Client } from "@keyval/client";
import { bytesOf, expect } from "../../arguments.js";
import { optionsFor } from "../../connection/client-options.js";
import { watchResponses } from "../../connection/watch-responses.js";
import { withClient } from "../../connection/with-client.js";
import { type Call, command } from "../../frame/command.js";
import { badArguments, Failure } from "../../frame/failure.js";
import { type FlagValues, integer, natural, text, toggle } from "../../frame/flag.js";
import type { Terminal } from "../../frame/terminal.js";
import { Progress } from "../../output/progress.js";
import { say } from "../../output/say.js";
import { keyRange } from "../../key-range.js";
import { untilInterrupted } from "../../until-interrupted.js";
import { FIRST_KEY } from "../../ranges.js";

/** How often the number of keys that were carried over is said. */
const SAID_EVERY_MS = 30_000;
const PAGE = 1_000;

const flags = {
  prefix: text("", "Key-value prefix to mirror"),
  rev: integer(0, "Specify the kv revision to start to mirror"),
  "max-txn-ops": natural(128, "Maximum number of operations permitted in a transaction during syncing updates."),
  "dest-prefix": text("", "destination prefix to mirror a prefix to a different prefix in the destination cluster"),
  "no-dest-prefix": toggle("mirror key-values to the root of the destination cluster"),
  "dest-cert": text("", "Identify secure client using this TLS certificate file for the destination cluster"),
  "dest-key": text("", "Identify secure client using this TLS key file"),
  "dest-cacert": text("", "Verify certificates of TLS enabled secure servers using this CA bundle"),
  "dest-insecure-transport": toggle("Disable transport security for client connections", { fallback: true }),
  "dest-user": text("", "Destination username[:password] for authentication (prompt if password is not supplied)"),
  "dest-password": text("", "Destination password for authentication (then --dest-user must not include one)"),
};

type MirrorCall = Call<typeof flags>;

export const makeMirror = command({
  usage: "[options] <destination>",
  description:
    "Copies all keys to another cluster, and then every change, until it is stopped. Says how many so far every 30 s.",
  examples: [
    { what: "Copy a cluster into another one", line: "make-mirror 10.0.1.1:2379" },
    {
      what: "Copy what is below a prefix to another prefix",
      line: "make-mirror --prefix /a/ --dest-prefix /b/ 10.0.1.1:2379",
    },
  ],
  flags,
  run: async (call) => {
    const [destination = ""] = expect(call.args, 1, "make-mirror takes one destination argument");
    if (call.flags["no-dest-prefix"] && call.flags["dest-prefix"] !== "") {
      throw badArguments("`--dest-prefix` and `--no-dest-prefix` cannot be set at the same time, choose one");
    }
    using target = new Client(await optionsFor([destination], secretsOf(call.flags), call));
    return await withClient(call, (source) => new Mirror(source, target, call.flags).run(call));
  },
});

class Mirror {
  readonly #source: Client;
  readonly #target: Client;
  readonly #flags: FlagValues<typeof flags>;
  readonly #prefix: Uint8Array;
  readonly #targetPrefix: Uint8Array;
  #copied = 0;

  constructor(source: Client, target: Client, mirrorFlags: FlagValues<typeof flags>) {
    this.#source = source;
    this.#target = target;
    this.#flags = mirrorFlags;
    const { prefix } = mirrorFlags;
    const isKept = !mirrorFlags["no-dest-prefix"] && mirrorFlags["dest-prefix"] === "";
    this.#prefix = bytesOf(prefix);
    this.#targetPrefix = bytesOf(isKept ? prefix : mirrorFlags["dest-prefix"]);
  }

  /** Ends when it is interrupted, or can not go on. */
  async run(call: Pick<Call, "terminal" | "globals">): Promise<number | undefined> {
    const said = setInterval(() => say(`${this.#copied}\n`, { copied: this.#copied }, call), SAID_EVERY_MS);
    try {
      return await untilInterrupted(call.terminal, (signal) => this.#copy(call.terminal, signal));
    } finally {
      clearInterval(said);
    }
  }

  async #copy(terminal: Terminal, signal: AbortSignal): Promise<never> {
    const { rev } = this.#flags;
    const startRevision = rev > 1 ? rev : (await this.#copyAll(terminal)) + 1;
    for await (const response of watchResponses(this.#source, { ...this.#range, startRevision }, { signal })) {
      if (response.canceled) throw new Failure(whyCanceled(response));
      await this.#copyEvents(response);
    }
    throw new Failure(errors.watchCanceled.message);
  }

  get #range() {
    return keyRange([this.#flags.prefix], { prefix: true, "from-key": false });
  }

  /** All keys as they are at one revision, with which it resolves. */
  async #copyAll(terminal: Terminal): Promise<number> {
    using progress = new Progress(terminal, "mirror");
    let { key } = this.#range;
    let [revision, total] = [0, 0];
    for (;;) {
      const { rangeEnd } = this.#range;
      const page = { key, rangeEnd, limit: PAGE, revision, sortOrder: SortOrder.NONE };
      const { header, kvs, more, count } = await this.#source.rpc.kv.range(page);
      if (revision === 0) [revision, total] = [header?.revision ?? 0, count];
      for (const pair of kvs) {
        await this.#target.rpc.kv.put({ key: this.#moved(pair), value: pair.value });
        this.#copied += 1;
        progress.show(this.#copied, total);
      }
      const last = kvs.at(-1);
      if (!more || last === undefined) return revision;
      // The key behind the last one.
      key = Buffer.concat([last.key, FIRST_KEY]);
    }
  }

  /** What happened in one revision happens in one transaction there, as far as it fits. */
  async #copyEvents({ events }: WatchResponse): Promise<void> {
    const limit = Math.max(1, this.#flags["max-txn-ops"]);
    for (let from = 0; from < events.length;) {
      const revision = events[from]?.kv?.modRevision;
      const rest = events.slice(from, from + limit);
      const end = rest.findIndex(({ kv }) => kv?.modRevision !== revision);
      const together = end === -1 ? rest : rest.slice(0, end);
      const success = together.map(({ type, kv }) => {
        const key = this.#moved(kv);
        if (type === EventType.DELETE) return { requestDeleteRange: { key } };
        return { requestPut: { key, value: kv?.value } };
      });
      await this.#target.rpc.kv.txn({ success });
      this.#copied += together.length;
      from += together.length;
    }
  }

  #moved(pair: KeyValue | undefined): Uint8Array {
    return Buffer.concat([this.#targetPrefix, (pair?.key ?? FIRST_KEY).subarray(this.#prefix.length)]);
  }
}

function secretsOf(given: MirrorCall["flags"]): Parameters<typeof optionsFor>[1] {
  return {
    cert: given["dest-cert"],
    key: given["dest-key"],
    cacert: given["dest-cacert"],
    isInsecure: given["dest-insecure-transport"],
    skipsVerification: false,
    user: given["dest-user"],
    password: given["dest-password"],
    token: "",
    question: "Destination Password: ",
  };
}

function whyCanceled({ compactRevision, cancelReason }: WatchResponse): string {
  return compactRevision !== 0 || cancelReason === "" ? errors.compacted.message : cancelReason;
}
