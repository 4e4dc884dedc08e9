import { runServer } from "@keyval/server";

await runServer(process.argv.slice(2));
