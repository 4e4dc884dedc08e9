import assert from "node:assert/strict";
import { test } from "node:test";
import { Watch } from "@keyval/api";
import { allFlags } from "../config/read-config.js";
import {
  debugRoutes,
  documentRoutes,
  healthRoutes,
  joinRoutes,
  kvRoutes,
  metricsRoutes,
  versionRoutes,
  watchRoutes,
} from "../http/index.js";
import { allMetrics } from "../metrics/all-metrics.test-helper.js";
import { errorsPage } from "./errors-page.test-helper.js";
import { flagsPage } from "./flags-page.test-helper.js";
import { assertHeld } from "./held-page.test-helper.js";
import { metricsPage } from "./metrics-page.test-helper.js";
import { restPage } from "./rest-page.test-helper.js";

const never = (): never => assert.fail("nothing is answered here");

/** For routes that are only looked at. */
const unserved = {} as never;

const watchable = { unary: new Map(), streams: new Map([[Watch.methods.Watch.path, unserved]]) };
const rest = [
  ...kvRoutes({ handlers: unserved, leader: never }),
  ...watchRoutes({ calls: watchable, leader: never, compactRevision: never }),
  ...joinRoutes(unserved),
];
const routes = [
  ...rest,
  ...documentRoutes(rest, ""),
  ...versionRoutes({ etcdserver: "", etcdcluster: never, storage: never }),
  ...healthRoutes(unserved, unserved),
  ...metricsRoutes(never),
  ...debugRoutes([]),
];

test("the page about metrics says what the server serves", () => {
  assertHeld("metrics.md", metricsPage(allMetrics()));
});

test("the page about flags says what the server takes", () => {
  assertHeld("flags.md", flagsPage([...allFlags.values()]));
});

test("the page about errors has every error with its texts and codes", () => {
  assertHeld("errors.md", errorsPage());
});

test("the page about REST has every route", () => {
  assertHeld("rest.md", restPage(routes));
});
