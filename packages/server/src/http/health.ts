import { AlarmType, type ErrorName, statusOf } from "@keyval/api";
import type { HttpReply } from "./http-reply.js";
import { TEXT_TYPE } from "./http-reply.js";
import type { Query } from "./query.js";
import type { Route } from "./route.js";

/** What is looked at when somebody asks for the health of this member. */
export interface HealthSource {
  /** What this member waits for before it serves clients; undefined if it does. */
  readonly waitsFor: () => string | undefined;
  readonly hasLeader: () => boolean;
  readonly isLearner: () => boolean;
  /** Those that are raised, by any member. */
  readonly alarms: () => readonly AlarmType[];
  /** Asks the leader, as a linearizable read does. */
  readonly confirm: (done: (error: ErrorName | undefined) => void) => void;
}

/** Counts the answers. */
export interface HealthMeter {
  asked(isHealthy: boolean): void;
  checked(page: string, name: string, isGood: boolean): void;
}

/** Calls back with what is wrong. */
type Check = (source: HealthSource, done: (problem: string | undefined) => void) => void;

const ALARM_NAMES: ReadonlyMap<number, string> = new Map(Object.entries(AlarmType).map(([name, type]) => [type, name]));

const canRead: Check = ({ waitsFor }, done) => {
  const wanted = waitsFor();
  done(wanted === undefined ? undefined : `${statusOf("notReady").message}: ${wanted}`);
};

const CHECKS = {
  serializable_read: canRead,
  linearizable_read: (source, done) => {
    canRead(source, (problem) => {
      if (problem !== undefined) done(problem);
      else source.confirm((error) => done(error && statusOf(error).message));
    });
  },
  data_corruption: ({ alarms }, done) => {
    done(alarms().includes(AlarmType.CORRUPT) ? "alarm activated: CORRUPT" : undefined);
  },
  non_learner: ({ isLearner }, done) => {
    done(isLearner() ? "not supported for learner" : undefined);
  },
} as const satisfies Readonly<Record<string, Check>>;

type CheckName = keyof typeof CHECKS;

/** A member that is still starting lives, though it serves nobody yet: whoever looks after it must not kill it for that. */
const PAGES: Readonly<Record<string, readonly { readonly name: CheckName; readonly check: Check }[]>> = {
  livez: [{ name: "serializable_read", check: (_, done) => done(undefined) }],
  readyz: (["data_corruption", "serializable_read", "linearizable_read", "non_learner"] as const).map((name) => ({
    name,
    check: CHECKS[name],
  })),
};

/** The pages for machines that look after machines, as etcd has them. */
export function healthRoutes(source: HealthSource, meter: HealthMeter): Route[] {
  const pages = Object.entries(PAGES).flatMap(([page, checks]) => {
    const routeOf = (path: string, named: typeof checks): Route => ({
      method: "GET",
      path,
      answer: ({ query }, reply) => {
        const excluded = new Set(query.texts("exclude"));
        const wanted = path === `/${page}` ? named.filter(({ name }) => !excluded.has(name)) : named;
        runChecks(source, wanted, (results) => {
          for (const { name, problem } of results) meter.checked(page, name, problem === undefined);
          answerChecks(results, query, reply);
        });
      },
    });
    return [routeOf(`/${page}`, checks), ...checks.map((check) => routeOf(`/${page}/${check.name}`, [check]))];
  });
  return [healthRoute(source, meter), ...pages];
}

function healthRoute(source: HealthSource, meter: HealthMeter): Route {
  return {
    method: "GET",
    path: "/health",
    answer: ({ query }, reply) => {
      const excluded = new Set(query.texts("exclude"));
      judge(source, excluded, query.text("serializable") === "true", (reason) => {
        meter.asked(reason === "");
        reply.json(reason === "" ? 200 : 503, { health: String(reason === ""), reason });
      });
    },
  };
}

/** Calls back with why this member is not healthy, or with nothing. */
function judge(
  source: HealthSource,
  excluded: ReadonlySet<string>,
  isLocal: boolean,
  done: (reason: string) => void,
): void {
  const alarm = source.alarms().find((type) => !excluded.has(ALARM_NAMES.get(type) ?? ""));
  if (alarm !== undefined) done(`ALARM ${ALARM_NAMES.get(alarm) ?? "UNKNOWN"}`);
  else if (!isLocal && !source.hasLeader()) done("RAFT NO LEADER");
  else {
    const read = isLocal ? CHECKS.serializable_read : CHECKS.linearizable_read;
    read(source, (problem) => done(problem === undefined ? "" : `RANGE ERROR:${problem}`));
  }
}

interface CheckResult {
  readonly name: string;
  readonly problem: string | undefined;
}

/** All of them, one after the other. */
function runChecks(
  source: HealthSource,
  checks: readonly { readonly name: string; readonly check: Check }[],
  done: (results: readonly CheckResult[]) => void,
): void {
  const results: CheckResult[] = [];
  const next = (): void => {
    const wanted = checks[results.length];
    if (wanted === undefined) {
      done(results);
      return;
    }
    wanted.check(source, (problem) => {
      results.push({ name: wanted.name, problem });
      next();
    });
  };
  next();
}

/** What is wrong is always told; what is right only to whoever wants to hear it. */
function answerChecks(results: readonly CheckResult[], query: Query, reply: HttpReply): void {
  const lines = results.map(({ name, problem }) =>
    problem === undefined ? `[+]${name} ok\n` : `[-]${name} failed: ${problem}\n`,
  );
  const nosniff = [["x-content-type-options", "nosniff"]] as const;
  if (results.some(({ problem }) => problem !== undefined)) reply.send(503, TEXT_TYPE, `${lines.join("")}\n`, nosniff);
  else reply.send(200, TEXT_TYPE, `${query.has("verbose") ? lines.join("") : ""}ok\n`, nosniff);
}
