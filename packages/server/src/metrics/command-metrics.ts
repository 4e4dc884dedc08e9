import type { ErrorName } from "@keyval/api";
import type { SubmissionMeter } from "../node/index.js";
import { commandName } from "./command-names.js";
import type { Counter } from "./counter.js";
import { FINE_SECONDS, SECONDS, SHORT_SECONDS } from "./etcd-buckets.js";
import type { Family } from "./family.js";
import type { Histogram } from "./histogram.js";
import type { Registry } from "./registry.js";
import { seconds } from "./seconds.js";

/** Longer ones than etcd calls slow. */
const SLOW_APPLY_SECONDS = 0.1;

/** Where a command or a query did not get through in its time. */
const TIMEOUTS: ReadonlySet<ErrorName> = new Set(["timeout", "timeoutLeaderFailed", "timeoutConnectionLost"]);

/** Commands and reads, from when they are asked to when they are answered. */
export class CommandMetrics implements SubmissionMeter {
  readonly #requests: Outcomes;
  readonly #applies: Outcomes;
  readonly #commits: Histogram;
  readonly #confirmations: Histogram;
  readonly #failedProposals: Counter;
  readonly #slowApplies: Counter;
  readonly #slowReads: Counter;
  readonly #failedReads: Counter;

  constructor(registry: Registry) {
    const requests = {
      name: "etcd_server_request_duration_seconds",
      help: "How long commands of this member's clients take, from their arrival to their result.",
      labels: ["type", "success"],
    };
    this.#requests = new Outcomes(registry.histograms(requests, SECONDS), []);
    const applies = {
      name: "etcd_server_apply_duration_seconds",
      help: "How long it takes to apply a command to the state.",
      labels: ["version", "op", "success"],
    };
    this.#applies = new Outcomes(registry.histograms(applies, FINE_SECONDS), ["v3"]);
    const counter = (name: string, help: string): Counter => registry.counter({ name, help });
    this.#commits = registry.histogram(
      {
        name: "keyval_commit_duration_seconds",
        help: "How long this member's commands take until they are committed and applied.",
      },
      SHORT_SECONDS,
    );
    this.#confirmations = registry.histogram(
      {
        name: "keyval_read_confirmation_duration_seconds",
        help: "How long linearizable reads wait for the leader's word.",
      },
      SHORT_SECONDS,
    );
    this.#failedProposals = counter("etcd_server_proposals_failed_total", "Commands that got no result.");
    this.#slowApplies = counter("etcd_server_slow_apply_total", "Commands that took longer than 100 ms to apply.");
    this.#slowReads = counter("etcd_server_slow_read_indexes_total", "Reads that the leader did not confirm in time.");
    this.#failedReads = counter("etcd_server_read_indexes_failed_total", "Reads that were not confirmed.");
  }

  began(): number {
    return seconds();
  }

  submitted(kind: number, error: ErrorName | undefined, began: number): void {
    const took = seconds() - began;
    this.#requests.of(kind, error === undefined).observe(took);
    if (error === undefined) this.#commits.observe(took);
    else this.#failedProposals.add();
  }

  confirmed(error: ErrorName | undefined, began: number): void {
    if (error === undefined) this.#confirmations.observe(seconds() - began);
    else this.#failedReads.add();
    if (error !== undefined && TIMEOUTS.has(error)) this.#slowReads.add();
  }

  applied(kind: number, isDone: boolean, began: number): void {
    const took = seconds() - began;
    this.#applies.of(kind, isDone).observe(took);
    if (took > SLOW_APPLY_SECONDS) this.#slowApplies.add();
  }
}

/** Series by kind of command and whether it was done, found without making text of them. */
class Outcomes {
  readonly #family: Family<Histogram>;
  readonly #first: readonly string[];
  readonly #done: Histogram[] = [];
  readonly #failed: Histogram[] = [];

  constructor(family: Family<Histogram>, first: readonly string[]) {
    this.#family = family;
    this.#first = first;
  }

  of(kind: number, isDone: boolean): Histogram {
    return ((isDone ? this.#done : this.#failed)[kind] ??= this.#family.of(
      ...this.#first,
      commandName(kind),
      String(isDone),
    ));
  }
}
