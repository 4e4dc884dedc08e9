import { Client } from "../client.js";

/** A program that is not answered, closes its client, and has nothing else to do. */
const [endpoint = ""] = process.argv.slice(2);

/** Less than it takes until a connection is given up that the server does not close, and more than any machine stands still. */
const LATE_MS = 4_000;

const client = new Client({ endpoints: endpoint, timeoutMs: 500 });
await client.kv.get("a").catch((error: unknown) => {
  console.log(String(error));
});
client.close();
setTimeout(() => {
  console.log("something keeps the process alive");
}, LATE_MS).unref();
