/** A program: prints the hashes of the traces of some runs, `node hashes.test-helper.js <first> <count> <seconds> <world>`. */
import { argv } from "node:process";
import { simulate } from "./index.js";

const [first = 0, count = 0, seconds = 0] = argv.slice(2, 5).map(Number);
const knobs = argv[5] === "keyspace" ? { keyspace: {} } : {};
const hashes = Array.from({ length: count }, (_, i) => simulate({ seed: first + i, seconds, knobs }).traceHash);
console.log(JSON.stringify(hashes));
