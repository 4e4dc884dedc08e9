import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { File } from "@keyval/storage";
import type { DiskFaults } from "./disk-faults.js";
import { at, bytesOf, list, must, newWorld, open, readAll, run, type World } from "./sim-disk.test-helper.js";

/** What so many seeds lead to. What may happen must have happened among them, what must not, not once. */
function outcomes(seeds: number, story: (world: World) => string, faults: Partial<DiskFaults> = {}): readonly string[] {
  const seen = new Set<string>();
  for (let seed = 0; seed < seeds; seed++) seen.add(story(newWorld(seed, faults)));
  return [...seen].sort();
}

function write(world: World, file: File, position: number, bytes: Uint8Array): void {
  must(world, (done) => file.write(position, [bytes], done));
}

function sync(world: World, file: File): void {
  must(world, (done) => file.sync(done));
}

function syncNames(world: World, directory = ""): void {
  must(world, (done) => world.disk.syncDirectory(directory, done));
}

/** A file with a durable name and durable bytes. */
function durableFile(world: World, path: string, bytes: Uint8Array): File {
  const file = open(world, path, "new");
  write(world, file, 0, bytes);
  sync(world, file);
  syncNames(world);
  return file;
}

/** The value of each sector, which must be the same all over it. */
function sectors(bytes: Uint8Array): string {
  const values: number[] = [];
  for (let position = 0; position < bytes.length; position += 512) {
    const sector = bytes.subarray(position, position + 512);
    assert.ok(
      sector.every((byte) => byte === sector[0]),
      `a torn sector at ${position}`,
    );
    values.push(at(sector, 0));
  }
  return values.join("");
}

function combinations(first: string, second: string, length: number): readonly string[] {
  let all = [""];
  for (let n = 0; n < length; n++) all = all.flatMap((start) => [`${start}${first}`, `${start}${second}`]);
  return all.sort();
}

describe("a crash and bytes", () => {
  test("what was synced is there", () => {
    const seen = outcomes(100, (world) => {
      const file = durableFile(world, "a", bytesOf(2048, 1));
      write(world, file, 512, bytesOf(1024, 2));
      sync(world, file);
      world.disk.crash();
      return sectors(readAll(world, "a"));
    });
    assert.deepEqual(seen, ["1221"]);
  });

  test("unsynced sectors survive in every combination, each whole", () => {
    const seen = outcomes(1000, (world) => {
      const file = durableFile(world, "a", bytesOf(2048, 1));
      write(world, file, 0, bytesOf(2048, 2));
      world.disk.crash();
      return sectors(readAll(world, "a"));
    });
    assert.deepEqual(seen, combinations("1", "2", 4));
  });

  test("of several unsynced versions of a sector, any may be the one", () => {
    const seen = outcomes(
      500,
      (world) => {
        const file = durableFile(world, "a", bytesOf(512, 1));
        for (const value of [2, 3, 4]) write(world, file, 0, bytesOf(512, value));
        world.disk.crash();
        return sectors(readAll(world, "a"));
      },
      { writeBackPerMille: 500 },
    );
    assert.deepEqual(seen, ["1", "2", "3", "4"]);
  });

  test("a sector that two chunks of one write share is written whole", () => {
    const seen = outcomes(
      300,
      (world) => {
        const file = durableFile(world, "a", bytesOf(1024, 1));
        must(world, (done) => file.write(0, [bytesOf(300, 2), bytesOf(300, 2), bytesOf(424, 2)], done));
        world.disk.crash();
        return sectors(readAll(world, "a"));
      },
      { writeBackPerMille: 500 },
    );
    assert.deepEqual(seen, combinations("1", "2", 2));
  });

  test("an unsynced growth is kept, lost or in between, with zeros where bytes are lost", () => {
    const seen = outcomes(1000, (world) => {
      const file = durableFile(world, "a", bytesOf(512, 1));
      write(world, file, 512, bytesOf(1024, 2));
      world.disk.crash();
      return sectors(readAll(world, "a"));
    });
    assert.deepEqual(seen, ["1", "10", "100", "102", "12", "120", "122"]);
  });

  test("an unsynced cut is kept or lost, and bytes that it cut may come back", () => {
    const seen = outcomes(1000, (world) => {
      const file = durableFile(world, "a", bytesOf(1024, 1));
      must(world, (done) => file.truncate(512, done));
      must(world, (done) => file.truncate(1024, done));
      world.disk.crash();
      return sectors(readAll(world, "a"));
    });
    assert.deepEqual(seen, ["10", "11"]);
  });

  test("a write that was under way may have happened in part, and its callback never comes", () => {
    let callbacks = 0;
    const seen = outcomes(1000, (world) => {
      const file = durableFile(world, "a", bytesOf(1024, 1));
      file.write(0, [bytesOf(1024, 2)], () => callbacks++);
      world.disk.crash();
      world.scheduler.runUntil(world.scheduler.now + 1_000_000);
      return sectors(readAll(world, "a"));
    });
    assert.deepEqual(seen, combinations("1", "2", 2));
    assert.equal(callbacks, 0);
  });

  test("a sync that was under way promises nothing", () => {
    const seen = outcomes(500, (world) => {
      const file = durableFile(world, "a", bytesOf(1024, 1));
      write(world, file, 0, bytesOf(1024, 2));
      file.sync(() => assert.fail("the sync completed"));
      world.disk.crash();
      return sectors(readAll(world, "a"));
    });
    assert.deepEqual(seen, combinations("1", "2", 2));
  });

  test("a sync covers what was complete when it began, in the version of then or a later one", () => {
    const syncing = { least: 5000, spread: 0, slowPerMille: 0, slowMost: 0 };
    const seen = outcomes(
      500,
      (world) => {
        const file = durableFile(world, "a", bytesOf(1024, 1));
        write(world, file, 0, bytesOf(512, 2));
        let completed = 0;
        file.sync(() => completed++);
        file.write(0, [bytesOf(1024, 3)], () => completed++);
        world.scheduler.runUntil(world.scheduler.now + 20_000);
        assert.equal(completed, 2);
        world.disk.crash();
        return sectors(readAll(world, "a"));
      },
      { syncing },
    );
    assert.deepEqual(seen, ["21", "23", "31", "33"]);
  });

  test("what is there after a crash stays there at the next", () => {
    for (let seed = 0; seed < 100; seed++) {
      const world = newWorld(seed);
      const file = durableFile(world, "a", bytesOf(2048, 1));
      write(world, file, 0, bytesOf(4096, 2));
      world.disk.crash();
      const found = readAll(world, "a");
      world.disk.crash();
      assert.deepEqual(readAll(world, "a"), found);
    }
  });

  test("whoever had a file open is not answered any more", () => {
    const world = newWorld(1);
    const file = durableFile(world, "a", bytesOf(10, 1));
    world.disk.crash();
    const never = (): void => assert.fail("somebody was answered");
    file.size(never);
    file.sync(never);
    file.close(never);
    world.scheduler.runUntil(world.scheduler.now + 1_000_000);
  });

  test("is counted by what it did", () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 100; seed++) {
      const world = newWorld(seed);
      const file = durableFile(world, "a", bytesOf(2048, 1));
      write(world, file, 0, bytesOf(4096, 2));
      open(world, "b", "new");
      world.disk.crash();
      for (const event of world.events) kinds.add(event);
    }
    assert.deepEqual([...kinds].sort(), [
      "disk crash ",
      "lost name ",
      "lost size a",
      "lost write a",
      "reordered write a",
      "torn write a",
    ]);
  });
});

describe("a crash and names", () => {
  function names(
    story: (world: World) => void,
    look: (world: World) => string = (world) => list(world).join(""),
  ): readonly string[] {
    return outcomes(500, (world) => {
      story(world);
      world.disk.crash();
      return look(world);
    });
  }

  test("what was synced is there", () => {
    const seen = names((world) => {
      for (const name of ["a", "b", "c"]) durableFile(world, name, bytesOf(10, 1));
      must(world, (done) => world.disk.remove("a", done));
      must(world, (done) => world.disk.rename("b", "d", done));
      syncNames(world);
    });
    assert.deepEqual(seen, ["cd"]);
  });

  test("unsynced creations survive in every combination", () => {
    const seen = names((world) => {
      for (const name of ["a", "b"]) sync(world, open(world, name, "new"));
    });
    assert.deepEqual(seen, ["", "a", "ab", "b"]);
  });

  test("unsynced removals and renames survive or not, each as a whole", () => {
    const seen = names((world) => {
      for (const name of ["a", "b"]) durableFile(world, name, bytesOf(10, 1));
      must(world, (done) => world.disk.remove("a", done));
      must(world, (done) => world.disk.rename("b", "c", done));
    });
    assert.deepEqual(seen, ["ab", "ac", "b", "c"]);
  });

  test("a replaced file is there as it was or as it became", () => {
    const seen = names(
      (world) => {
        durableFile(world, "a", bytesOf(512, 1));
        const file = open(world, "b", "new");
        write(world, file, 0, bytesOf(512, 2));
        sync(world, file);
        must(world, (done) => world.disk.rename("b", "a", done));
      },
      (world) => `${list(world).join("")} ${sectors(readAll(world, "a"))}`,
    );
    assert.deepEqual(seen, ["a 1", "a 2", "ab 1"]);
  });

  test("a file is not lost because its former name was taken again", () => {
    const seen = names(
      (world) => {
        durableFile(world, "a", bytesOf(512, 1));
        must(world, (done) => world.disk.rename("a", "b", done));
        const file = open(world, "a", "new");
        write(world, file, 0, bytesOf(512, 2));
        sync(world, file);
      },
      (world) =>
        list(world)
          .map((name) => `${name}${sectors(readAll(world, name))}`)
          .join(" "),
    );
    assert.deepEqual(seen, ["a1", "a2 b1", "b1"]);
  });

  test("a move between directories is durable with the one that it leads to, and never loses the file", () => {
    const look = (world: World): string => `${list(world).join("")}/${list(world, "d").join("")}`;
    const move = (world: World, synced: readonly string[]): void => {
      must(world, (done) => world.disk.makeDirectory("d", done));
      durableFile(world, "a", bytesOf(10, 1));
      must(world, (done) => world.disk.rename("a", "d/b", done));
      for (const directory of synced) syncNames(world, directory);
    };
    assert.deepEqual(
      names((world) => move(world, []), look),
      ["ad/", "d/b"],
    );
    assert.deepEqual(
      names((world) => move(world, [""]), look),
      ["ad/", "d/b"],
    );
    assert.deepEqual(
      names((world) => move(world, ["d"]), look),
      ["d/b"],
    );
  });

  test("a lost directory takes all below it along", () => {
    const seen = names(
      (world) => {
        must(world, (done) => world.disk.makeDirectory("d", done));
        sync(world, open(world, "d/a", "new"));
        syncNames(world, "d");
      },
      (world) =>
        list(world)
          .map((name) => `${name}/${list(world, name).join("")}`)
          .join(""),
    );
    assert.deepEqual(seen, ["", "d/a"]);
  });

  test("a file with a durable name and nothing else may be empty", () => {
    const seen = names(
      (world) => {
        write(world, open(world, "a", "new"), 0, bytesOf(512, 1));
        syncNames(world);
      },
      (world) => sectors(readAll(world, "a")),
    );
    assert.deepEqual(seen, ["", "0", "1"]);
  });

  test("what a durable name builds upon is durable with it, in whatever directory", () => {
    const seen = names(
      (world) => {
        must(world, (done) => world.disk.makeDirectory("d", done));
        durableFile(world, "a", bytesOf(10, 1));
        must(world, (done) => world.disk.rename("a", "d/b", done));
        open(world, "a", "new");
        syncNames(world);
      },
      (world) => `${list(world).join("")}/${list(world, "d").join("")}`,
    );
    assert.deepEqual(seen, ["ad/b"]);
  });

  test("a sync of names covers what was complete when it began", () => {
    const slow = { least: 5000, spread: 0, slowPerMille: 0, slowMost: 0 };
    const seen = names((world) => {
      const calm = world.disk.faults;
      open(world, "a", "new");
      let synced = false;
      world.disk.faults = { ...calm, naming: slow };
      world.disk.syncDirectory("", () => (synced = true));
      world.disk.faults = calm;
      let opened = false;
      world.disk.open("b", "new", () => (opened = true));
      world.scheduler.runUntil(world.scheduler.now + 1000);
      assert.deepEqual([opened, synced], [true, false]);
      world.scheduler.runUntil(world.scheduler.now + 10_000);
      assert.ok(synced);
    });
    assert.deepEqual(seen, ["a", "ab"]);
  });

  test("the file system makes many unsynced names durable by itself, the oldest first", () => {
    const world = newWorld(1);
    for (let number = 0; number < 100; number++) open(world, `${number}`, "new");
    world.disk.crash();
    for (let number = 0; number < 36; number++) assert.ok(list(world).includes(`${number}`));
  });
});

describe("a failed sync", () => {
  function afterFailure(next: (world: World, file: File) => void): readonly string[] {
    return outcomes(500, (world) => {
      const file = durableFile(world, "a", bytesOf(1024, 1));
      write(world, file, 0, bytesOf(1024, 2));
      world.disk.failNext({ operation: "sync", code: "EIO" });
      assert.equal(run(world, (done) => file.sync(done)).error?.code, "EIO");
      assert.equal(sectors(readAll(world, "a")), "22");
      next(world, file);
      world.disk.crash();
      return sectors(readAll(world, "a"));
    });
  }

  test("leaves bytes that are read and that no later sync makes durable", () => {
    assert.deepEqual(afterFailure(sync), combinations("1", "2", 2));
  });

  test("that follows another leaves the older version possible as well", () => {
    const seen = afterFailure((world, file) => {
      write(world, file, 0, bytesOf(1024, 3));
      world.disk.failNext({ operation: "sync", code: "EIO" });
      assert.equal(run(world, (done) => file.sync(done)).error?.code, "EIO");
      sync(world, file);
    });
    assert.deepEqual(seen, combinations("1", "3", 2));
  });

  test("is made good by writing and syncing anew, sector by sector", () => {
    const seen = afterFailure((world, file) => {
      write(world, file, 512, bytesOf(512, 3));
      sync(world, file);
    });
    assert.deepEqual(seen, ["13", "23"]);
  });

  test("takes nothing from a sync that began earlier and succeeds", () => {
    const seen = outcomes(500, (world) => {
      const file = durableFile(world, "a", bytesOf(512, 1));
      write(world, file, 0, bytesOf(512, 2));
      world.disk.faults = { ...world.disk.faults, syncing: { ...world.disk.faults.syncing, least: 5000 } };
      const earlier: (Error | undefined)[] = [];
      file.sync(({ error }) => earlier.push(error));
      world.disk.faults = { ...world.disk.faults, syncing: { ...world.disk.faults.syncing, least: 100 } };
      write(world, file, 0, bytesOf(512, 3));
      world.disk.failNext({ operation: "sync", code: "EIO" });
      assert.equal(run(world, (done) => file.sync(done)).error?.code, "EIO");
      assert.deepEqual(earlier, [undefined]);
      world.disk.crash();
      return sectors(readAll(world, "a"));
    });
    assert.deepEqual(seen, ["2", "3"]);
  });

  test("leaves the size in doubt too", () => {
    const seen = outcomes(500, (world) => {
      const file = durableFile(world, "a", bytesOf(512, 1));
      write(world, file, 512, bytesOf(512, 2));
      world.disk.failNext({ operation: "sync", code: "EIO" });
      run(world, (done) => file.sync(done));
      sync(world, file);
      world.disk.crash();
      return sectors(readAll(world, "a"));
    });
    assert.deepEqual(seen, ["1", "10", "12"]);
  });

  test("is made good by cutting and writing anew, even if the size is the same again", () => {
    const seen = outcomes(500, (world) => {
      const file = durableFile(world, "a", bytesOf(512, 1));
      write(world, file, 512, bytesOf(512, 2));
      world.disk.failNext({ operation: "sync", code: "EIO" });
      run(world, (done) => file.sync(done));
      must(world, (done) => file.truncate(0, done));
      write(world, file, 0, bytesOf(1024, 3));
      sync(world, file);
      world.disk.crash();
      return sectors(readAll(world, "a"));
    });
    assert.deepEqual(seen, ["33"]);
  });
});

describe("the end of the process alone", () => {
  test("leaves what was written, as little durable as before", () => {
    const seen = outcomes(500, (world) => {
      const file = durableFile(world, "a", bytesOf(1024, 1));
      write(world, file, 0, bytesOf(1024, 2));
      open(world, "b", "new");
      world.disk.processCrash();
      assert.equal(sectors(readAll(world, "a")), "22");
      assert.deepEqual(list(world), ["a", "b"]);
      world.disk.crash();
      return `${list(world).join("")} ${sectors(readAll(world, "a"))}`;
    });
    assert.deepEqual(
      seen,
      ["a", "ab"].flatMap((all) => combinations("1", "2", 2).map((found) => `${all} ${found}`)),
    );
  });

  test("lets the next process make it durable", () => {
    for (let seed = 0; seed < 100; seed++) {
      const world = newWorld(seed);
      const file = durableFile(world, "a", bytesOf(1024, 1));
      write(world, file, 0, bytesOf(1024, 2));
      file.sync(() => assert.fail("somebody was answered"));
      world.disk.processCrash();
      sync(world, open(world, "a", "existing"));
      world.disk.crash();
      assert.equal(sectors(readAll(world, "a")), "22");
    }
  });

  test("settles what a failed sync left in doubt: what is read afterwards is on the medium", () => {
    const seen = outcomes(300, (world) => {
      const file = durableFile(world, "a", bytesOf(1024, 1));
      write(world, file, 0, bytesOf(1024, 2));
      world.disk.failNext({ operation: "sync", code: "EIO" });
      run(world, (done) => file.sync(done));
      world.disk.processCrash();
      const found = readAll(world, "a");
      world.disk.crash();
      assert.deepEqual(readAll(world, "a"), found);
      return sectors(found);
    });
    assert.deepEqual(seen, combinations("1", "2", 2));
  });
});

describe("damage", () => {
  test("flips one bit in each durable sector of the range, and no other", () => {
    const world = newWorld(1);
    const file = durableFile(world, "a", bytesOf(4096, 1));
    write(world, file, 1024, bytesOf(512, 1));
    assert.deepEqual(world.disk.durableFiles(), [
      {
        path: "a",
        extents: [
          { position: 0, length: 1024 },
          { position: 1536, length: 2560 },
        ],
      },
    ]);
    assert.equal(world.disk.rot("a", 700, 1000), 2);
    const found = readAll(world, "a");
    const damaged = [...found.keys()].filter((position) => found[position] !== 1);
    assert.equal(damaged.length, 2);
    const [first, second] = [damaged[0] ?? -1, damaged[1] ?? -1];
    assert.ok(first >= 700 && first < 1024 && second >= 1536 && second < 1700);
    for (const position of damaged) assert.match((at(found, position) ^ 1).toString(2), /^10*$/);
    world.disk.crash();
    assert.equal(at(readAll(world, "a"), first), at(found, first));
    assert.deepEqual(world.events, ["rot a", "disk crash "].concat(world.events.slice(2)));
  });

  test("does not reach what has no durable name, nor beyond the end", () => {
    const world = newWorld(1);
    durableFile(world, "a", bytesOf(10, 1));
    sync(world, open(world, "b", "new"));
    assert.deepEqual(world.disk.durableFiles(), [{ path: "a", extents: [{ position: 0, length: 10 }] }]);
    assert.equal(world.disk.rot("b", 0, 10), 0);
    assert.equal(world.disk.rot("a", 10, 1000), 0);
    assert.deepEqual(readAll(world, "a"), bytesOf(10, 1));
  });

  test("of the whole disk leaves an empty one", () => {
    const world = newWorld(1);
    const file = durableFile(world, "a", bytesOf(5000, 1));
    file.sync(() => assert.fail("somebody was answered"));
    world.disk.wipe();
    assert.deepEqual(list(world), []);
    assert.equal(world.disk.usedBytes, 0);
    world.disk.crash();
    assert.deepEqual(list(world), []);
  });
});
