import { setTimeout } from "node:timers/promises";
import type { Client } from "@keyval/client";
import { askHttpOf } from "../../../connection/client-options.js";
import { withClient } from "../../../connection/with-client.js";
import { type Call, command } from "../../../frame/command.js";
import { duration, natural, toggle } from "../../../frame/flag.js";
import type { Terminal } from "../../../frame/terminal.js";
import { type Answer, show } from "../../../output/answer.js";
import { columns } from "../../../output/columns.js";
import type { GoObject } from "../../../output/go-json.js";
import { untilInterrupted } from "../../../until-interrupted.js";
import { findings } from "../status/findings.js";
import { statusScreen } from "../status/status-screen.js";
import { type Hot, HotPrefixes } from "./hot-prefixes.js";
import { type CallRate, callRatesBetween } from "./call-rates.js";
import { look, type Rates, ratesBetween, type Sample, watchersOf } from "./rates.js";

const HOT_MAX = 10;
const CALLS_MAX = 10;
const CLEAR = "\u001b[H\u001b[J";

const flags = {
  interval: duration(2_000, "How often to look"),
  samples: natural(0, "How many screens to show (0: until Ctrl-C)"),
  prefixes: toggle("Watch all keys to find out which change most; false: leave the cluster that work", {
    fallback: true,
  }),
};

type TopCall = Call<typeof flags>;

export const top = command({
  usage: "[options]",
  description:
    "Shows what 'kvctl status' shows, again and again, with what goes on in a second, how long logs take to sync, how many\n" +
    "watchers there are (its own is one of them), the calls of programs that are made most, and the prefixes that change most. Of calls it says\n" +
    "how many are answered, or what streams bring, and how long half of them and 99 of 100 took at most, as far as members' /metrics\n" +
    "tell it: of what changes something always, of reads with the server's --metrics=extensive.",
  examples: [
    { what: "Follow what goes on", line: "top" },
    { what: "Three looks for a program, a line each", line: "top --samples=3 -o json" },
  ],
  flags,
  run: (call) =>
    withClient(call, async (client) => {
      const hot = new HotPrefixes();
      const enough = new AbortController();
      const status = await untilInterrupted(call.terminal, async (interrupted) => {
        const signal = AbortSignal.any([interrupted, enough.signal]);
        const watching = call.flags.prefixes ? hot.watch(client, signal) : Promise.resolve();
        await Promise.race([follow(client, hot, call, signal), failing(watching)]);
      });
      enough.abort();
      // Ctrl-C is how one leaves it.
      return status === undefined ? undefined : 0;
    }),
});

async function follow(client: Client, hot: HotPrefixes, call: TopCall, signal: AbortSignal): Promise<void> {
  const { interval, samples } = call.flags;
  const askHttp = askHttpOf(call, client);
  let last = await look(client, askHttp);
  for (let shown = 0; samples === 0 || shown < samples; shown++) {
    await setTimeout(interval, undefined, { signal });
    const next = await look(client, askHttp);
    const isScreen = call.terminal.isInteractive && call.globals["write-out"] === "simple";
    if (isScreen) call.terminal.out(CLEAR);
    const calls = callRatesBetween(last, next).slice(0, CALLS_MAX);
    const rates = ratesBetween(last, next);
    const elapsedMs = next.atMs - last.atMs;
    show(topScreen({ sample: next, elapsedMs, rates, calls, hot: hot.take(HOT_MAX) }, call.terminal), call);
    last = next;
  }
}

/** Fails as the watch does, and never ends otherwise. */
async function failing(watching: Promise<void>): Promise<never> {
  await watching;
  return new Promise<never>(() => undefined);
}

interface Screen {
  readonly sample: Sample;
  /** Since the look before: asking takes its time, too. */
  readonly elapsedMs: number;
  readonly rates: Rates;
  readonly calls: readonly CallRate[];
  readonly hot: readonly Hot[];
}

function topScreen({ sample, elapsedMs, rates, calls, hot }: Screen, { hasColours }: Terminal): Answer {
  const status = statusScreen(sample.view, findings(sample.view), hasColours);
  const watchers = watchersOf(sample.view);
  const perSecond = (changes: number): number => (changes * 1_000) / elapsedMs;
  return {
    simple: (style) => [
      ...status.simple(style),
      `\n${rates.revisions.toFixed(1)} revisions and ${rates.entries.toFixed(1)} log entries in a second\n`,
      ...(watchers === undefined ? [] : [`${watchers} ${watchers === 1 ? "watcher" : "watchers"}\n`]),
      ...rates.syncs.map(({ member, ms }) => `a sync of ${member}'s log takes ${ms.toFixed(1)} ms\n`),
      ...below(["CALLS/S", "CALL", "MEAN", "HALF IN", "99% IN"], calls.map(callRow)),
      ...below(
        ["CHANGES/S", "PREFIX"],
        hot.map(({ prefix, changes }) => [perSecond(changes).toFixed(1), prefix]),
      ),
    ],
    json: (style) => ({
      status: status.json(style),
      revisionsPerSecond: rates.revisions,
      entriesPerSecond: rates.entries,
      watchers,
      syncs: rates.syncs.map(({ member, ms }) => ({ member, ms })),
      calls: calls.map(callValue),
      hot: hot.map(({ prefix, changes }) => ({ prefix, changesPerSecond: perSecond(changes) })),
    }),
  };
}

/** A table, if there is anything in it. */
function below(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`\n${columns([head, ...rows])}`];
}

function callRow({ call, perSecond, latency }: CallRate): string[] {
  const within = (ms: number): string => (Number.isFinite(ms) ? `${ms} ms` : "longer");
  const times =
    latency === undefined
      ? ["-", "-", "-"]
      : [`${latency.meanMs.toFixed(1)} ms`, within(latency.p50Ms), within(latency.p99Ms)];
  return [perSecond.toFixed(1), call, ...times];
}

/** Null for what took longer than any bound that is known. */
function callValue({ call, perSecond, latency }: CallRate): GoObject {
  const within = (ms: number): number | null => (Number.isFinite(ms) ? ms : null);
  if (latency === undefined) return { call, perSecond };
  const { meanMs, p50Ms, p99Ms } = latency;
  return { call, perSecond, meanMs, p50Ms: within(p50Ms), p99Ms: within(p99Ms) };
}
