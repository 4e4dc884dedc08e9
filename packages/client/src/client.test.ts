import { after, before, describe } from "node:test";
import { ALONE, type ChildServer, withServers } from "../../server/dist/process/child-server.test-helper.js";
import { Client } from "./client.js";
import { coordinationSuite } from "./coordination/coordination-suite.test-helper.js";
import { kvSuite } from "./kv/kv-suite.test-helper.js";
import { watchSuite } from "./watch/watch-suite.test-helper.js";

void describe("against KeyVal", () => {
  let client: Client;
  let end: () => void = () => undefined;
  let ended: Promise<void>;
  before(async () => {
    const server = await new Promise<ChildServer>((resolve, reject) => {
      ended = withServers(async (start) => {
        resolve(await start(ALONE).serving());
        await new Promise<void>((done) => (end = done));
      });
      ended.catch(reject);
    });
    client = new Client({ endpoints: server.url });
  });
  after(async () => {
    client.close();
    end();
    await ended;
  });

  kvSuite(() => client);
  watchSuite(() => client);
  coordinationSuite(() => client);
});
