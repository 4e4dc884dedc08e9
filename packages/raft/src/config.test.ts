import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createConfig, type Config } from "./config.js";
import { ConfigError } from "./config-error.js";

describe("createConfig", () => {
  it("fills in everything but the id", () => {
    const config = createConfig({ id: 7, heartbeatInterval: 20 });
    assert.equal(config.id, 7);
    assert.equal(config.heartbeatInterval, 20);
    assert.equal(config.electionTimeout, 150);
    assert.ok(Object.isFrozen(config));
  });

  it("takes the smallest and the largest settings that make sense", () => {
    const smallest: Partial<Config> = {
      electionTimeout: 2,
      heartbeatInterval: 1,
      brokenConnectionJitter: 0,
      priority: 0,
      giveWayTimeouts: 1,
      clockDriftPpm: 0,
      messageBytesMax: 1,
      inflightMessagesMax: 1,
      inflightBytesMax: 1,
      gatherTime: 0,
      tailBytesMax: 1,
      uncommittedBytesMax: 1,
      pendingReadsMax: 1,
      keptEntries: 0,
      snapshotTimeout: 2,
      quiesceAfter: 0,
    };
    assert.doesNotThrow(() => createConfig({ id: 1, ...smallest }));
    assert.doesNotThrow(() => createConfig({ id: Number.MAX_SAFE_INTEGER, clockDriftPpm: 500_000 }));
  });

  const refused: readonly (readonly [Partial<Config>, string])[] = [
    [{ id: 0 }, "id is 0, but must be a whole number of at least 1"],
    [{ id: 1.5 }, "id is 1.5, but must be a whole number of at least 1"],
    [{ id: 2 ** 53 }, "id is 9007199254740992, but must be a whole number of at least 1"],
    [{ electionTimeout: 1 }, "electionTimeout is 1, but must be a whole number of at least 2"],
    [{ electionTimeout: NaN }, "electionTimeout is NaN, but must be a whole number of at least 2"],
    [{ heartbeatInterval: 0 }, "heartbeatInterval is 0, but must be a whole number from 1 to 149"],
    [{ heartbeatInterval: 150 }, "heartbeatInterval is 150, but must be a whole number from 1 to 149"],
    [{ brokenConnectionJitter: -1 }, "brokenConnectionJitter is -1, but must be a whole number from 0 to 150"],
    [{ priority: 9 }, "priority is 9, but must be a whole number from 0 to 8"],
    [{ giveWayTimeouts: 0 }, "giveWayTimeouts is 0, but must be a whole number of at least 1"],
    [{ clockDriftPpm: 500_001 }, "clockDriftPpm is 500001, but must be a whole number from 0 to 500000"],
    [{ messageBytesMax: 0 }, "messageBytesMax is 0, but must be a whole number of at least 1"],
    [{ inflightMessagesMax: 0 }, "inflightMessagesMax is 0, but must be a whole number of at least 1"],
    [
      { messageBytesMax: 100, inflightBytesMax: 99 },
      "inflightBytesMax is 99, but must be a whole number of at least 100",
    ],
    [{ gatherTime: -1 }, "gatherTime is -1, but must be a whole number of at least 0"],
    [{ messageBytesMax: 100, tailBytesMax: 99 }, "tailBytesMax is 99, but must be a whole number of at least 100"],
    [{ uncommittedBytesMax: 0 }, "uncommittedBytesMax is 0, but must be a whole number of at least 1"],
    [{ pendingReadsMax: 0 }, "pendingReadsMax is 0, but must be a whole number of at least 1"],
    [{ keptEntries: -1 }, "keptEntries is -1, but must be a whole number of at least 0"],
    [{ snapshotTimeout: 149 }, "snapshotTimeout is 149, but must be a whole number of at least 150"],
    [{ quiesceAfter: Infinity }, "quiesceAfter is Infinity, but must be a whole number of at least 0"],
  ];
  for (const [settings, message] of refused) {
    it(`refuses: ${message}`, () => {
      assert.throws(() => createConfig({ id: 1, ...settings }), new ConfigError(message));
    });
  }

  for (const key of ["preVote", "checkQuorum"] as const) {
    it(`refuses ${key} unless it is true or false`, () => {
      // Settings may come from a file, where no compiler looks.
      const settings = JSON.parse(`{ "id": 1, "${key}": "yes" }`) as Config;
      assert.throws(() => createConfig(settings), new ConfigError(`${key} is yes, but must be true or false`));
    });
  }
});
