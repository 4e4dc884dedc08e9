import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as exploring from "./testing/explore/index.js";
import { explore, figureEight, hostOf, twoChanges, type Report, type World } from "./testing/explore/index.js";
import { tableOf, type Timed } from "./testing/explore/table.js";

/** A core broken on purpose: an edit of one compiled file, and a world in which it shows. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly edits: readonly (readonly [from: string, to: string])[];
  readonly world: World;
  /** Which rule it breaks. */
  readonly rule: RegExp;
}

const LED = { voters: 3, startsLed: true, lateAnswersVanish: true } as const;
const LEASED = { ...LED, sharedClock: true, lease: 2, settings: { electionTimeout: 3, checkQuorum: true } } as const;

/** Found within a second or two. */
export const SMALL_MUTANTS: readonly Mutant[] = [
  {
    name: "votes are answered before they are durable",
    file: "send.js",
    edits: [
      [
        "if (state.persistence.settled)",
        'if (message.kind === "voteReply" && message.to !== message.from || state.persistence.settled)',
      ],
    ],
    world: { name: "", voters: 3, asynchronousDisk: true, terms: 1, budgets: { timeouts: 2, crashes: 1 } },
    rule: /election safety/,
  },
  {
    name: "a shorter log wins an election",
    file: "election.js",
    edits: [["lastTerm === log.lastTerm && lastIndex >= log.last", "lastTerm === log.lastTerm"]],
    world: { name: "", ...LED, budgets: { timeouts: 1, proposals: 1 } },
    rule: /leader completeness/,
  },
  {
    name: "reads are answered without asking the others",
    file: "reads.js",
    edits: [["const confirmed = confirmedRound(leadership);", "const confirmed = Infinity;"]],
    world: { name: "", ...LED, messagesInFlight: 4, budgets: { timeouts: 1, reads: 1 } },
    rule: /a read sees what was committed/,
  },
];

export const MUTANTS: readonly Mutant[] = [
  {
    name: "appends are acked before they are durable",
    file: "following.js",
    edits: [["const index = Math.min(state.matched, log.persisted);", "const index = state.matched;"]],
    world: {
      name: "",
      ...LED,
      asynchronousDisk: true,
      messagesInFlight: 3,
      budgets: { timeouts: 1, crashes: 1, proposals: 1 },
    },
    rule: /leader completeness/,
  },
  {
    name: "entries of an earlier term are committed by counting",
    file: "commit.js",
    edits: [
      [" || index < leadership.openedAt", ""],
      ["state.log.termAt(index) === state.term", "true"],
    ],
    world: figureEight(),
    rule: /leader completeness/,
  },
  {
    name: "reads are answered by a leader that has committed nothing",
    file: "reads.js",
    edits: [
      ["leadership.unconfirmed.length === 0 || !state.hasCommittedInTerm", "leadership.unconfirmed.length === 0"],
    ],
    world: { name: "", ...LED, messagesInFlight: 4, budgets: { timeouts: 1, reads: 1, proposals: 1 } },
    rule: /a read sees what was committed/,
  },
  {
    name: "configurations are changed by a leader that has committed nothing",
    file: "membership.js",
    edits: [["if (!state.hasCommittedInTerm)", "if (false)"]],
    world: twoChanges(),
    rule: /leader completeness/,
  },
  {
    name: "a joint change is committed by its new half",
    file: "quorum.js",
    edits: [["majorityReached(outgoing, reached)", "Infinity"]],
    world: {
      name: "",
      ...LED,
      voters: 1,
      joiners: 2,
      asynchronousDisk: true,
      messagesInFlight: 2,
      changes: [
        [
          { kind: "addVoter", host: hostOf(2) },
          { kind: "addVoter", host: hostOf(3) },
        ],
      ],
      budgets: { changes: 1, timeouts: 1, crashes: 1, losses: Infinity },
    },
    rule: /leader completeness/,
  },
  {
    name: "a follower forgets what it promised to a leader with a lease",
    file: "office.js",
    edits: [["state.now < state.promisedUntil ||", ""]],
    world: {
      name: "",
      ...LEASED,
      messagesInFlight: 5,
      budgets: { disconnections: 2, timeouts: 1, clock: 1, heartbeats: 1, reads: 1 },
    },
    rule: /a read sees what was committed/,
  },
  {
    name: "a leader relies on its lease while it hands over",
    file: "transfer.js",
    edits: [["leadership.leaseForfeited = true;", ""]],
    world: { name: "", ...LEASED, messagesInFlight: 5, budgets: { transfers: 1, clock: 1, heartbeats: 1, reads: 1 } },
    rule: /a read sees what was committed/,
  },
];

/** Explores the mutant's world with a copy of the compiled core that holds the edits. */
export async function exploreMutant({ file, edits, world, rule }: Mutant): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "keyval-raft-"));
  try {
    copyCore(folder);
    const path = join(folder, file);
    writeFileSync(path, edited(readFileSync(path, "utf8"), edits, file));
    const url = pathToFileURL(join(folder, "testing", "explore", "index.js")).href;
    const broken = (await import(url)) as typeof exploring;
    const { violation, states } = broken.explore(world);
    assert.ok(violation !== undefined, `the broken core was not caught in ${states} states`);
    assert.match(violation.rule, rule);
    console.log(`caught after ${states} states:\n${violation.trace}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function copyCore(folder: string): void {
  const compiled = dirname(fileURLToPath(import.meta.url));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const name of readdirSync(compiled)) {
    const isCore = name.endsWith(".js") && !name.includes(".test");
    if (isCore || name === "testing") cpSync(join(compiled, name), join(folder, name), { recursive: true });
  }
}

function edited(text: string, edits: Mutant["edits"], file: string): string {
  let result = text;
  for (const [from, to] of edits) {
    assert.equal(result.split(from).length, 2, `${file} holds this once, or the mutant must be written anew: ${from}`);
    result = result.replace(from, () => to);
  }
  return result;
}

/** Explores a world, and demands that no rule is broken. */
export function exploreTimed(world: World, statesMax?: number): Timed {
  const start = performance.now();
  const report = explore(world, statesMax);
  const seconds = (performance.now() - start) / 1000;
  demandNoViolation(report);
  return { report, seconds };
}

export function printTable(rows: readonly Timed[]): void {
  console.log(tableOf(rows));
}

function demandNoViolation({ world, violation }: Report): void {
  assert.ok(violation === undefined, `${world.name}: ${violation?.rule ?? ""} is broken:\n${violation?.trace ?? ""}`);
}
