import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Turns, type Turned } from "./turns.js";

class Noted implements Turned {
  readonly calls: string[] = [];

  flush(): void {
    this.calls.push("flush");
  }

  endTurn(): void {
    this.calls.push("end");
  }
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

void describe("Turns", () => {
  void it("end by themselves, once for whoever was added", async () => {
    const turns = new Turns();
    const one = new Noted();
    turns.add(one);
    assert.deepEqual(one.calls, []);
    await turn();
    assert.deepEqual(one.calls, ["end"]);
    await turn();
    assert.deepEqual(one.calls, ["end"]);
  });

  void it("end when they are told to, and not once more behind that", async () => {
    const turns = new Turns();
    const [one, other] = [new Noted(), new Noted()];
    turns.add(one);
    turns.end();
    assert.deepEqual(one.calls, ["end"]);
    turns.add(other);
    await turn();
    assert.deepEqual([one.calls, other.calls], [["end"], ["end"]]);
  });

  void it("flush whoever waits, as often as they are asked, and end all the same", async () => {
    const turns = new Turns();
    const one = new Noted();
    turns.add(one);
    turns.flush();
    turns.flush();
    await turn();
    assert.deepEqual(one.calls, ["flush", "flush", "end"]);
  });
});
