/** Runs what it is told to, one plan after the other, in a thread of its own. */
import { parentPort } from "node:worker_threads";
import type { Plan } from "../plan.js";
import { summarize } from "./summary.js";

parentPort?.on("message", (plan: Plan) => parentPort?.postMessage(summarize(plan)));
