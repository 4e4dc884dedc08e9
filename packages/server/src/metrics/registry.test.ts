import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exponential } from "./histogram.js";
import { Registry } from "./registry.js";

void describe("Registry", () => {
  it("writes what Prometheus reads, by name", () => {
    const registry = new Registry();
    registry.counter({ name: "b_total", help: "Counted." }).add(3);
    registry.read("gauge", { name: "a", help: "Read." }, () => 2.5);
    assert.equal(
      registry.text(),
      ["# HELP a Read.", "# TYPE a gauge", "a 2.5", "# HELP b_total Counted.", "# TYPE b_total counter", "b_total 3"]
        .join("\n")
        .concat("\n"),
    );
  });

  it("keeps a series for each combination of labels", () => {
    const registry = new Registry();
    const calls = registry.counters({ name: "calls_total", help: "x", labels: ["method", "code"] });
    calls.of("Put", "OK").add();
    calls.of("Put", "OK").add();
    calls.of("Range", 'a"\\\n').add();
    const text = registry.text();
    assert.match(text, /^calls_total\{method="Put",code="OK"\} 2$/mu);
    assert.match(text, /^calls_total\{method="Range",code="a\\"\\\\\\n"\} 1$/mu);
    assert.throws(() => calls.of("Put"), /1 values for the labels/u);
  });

  it("counts into buckets that hold all that is smaller, up to and with their bound", () => {
    const registry = new Registry();
    const seconds = registry.histogram({ name: "seconds", help: "x" }, [0.1, 0.2]);
    for (const value of [0.05, 0.1, 0.15, 7]) seconds.observe(value);
    const samples = registry.text().split("\n").slice(2, -1);
    assert.deepEqual(samples, [
      'seconds_bucket{le="0.1"} 2',
      'seconds_bucket{le="0.2"} 3',
      'seconds_bucket{le="+Inf"} 4',
      `seconds_sum ${0.05 + 0.1 + 0.15 + 7}`,
      "seconds_count 4",
    ]);
  });

  it("writes the bounds of buckets as etcd does", () => {
    const registry = new Registry();
    const sizes = registry.histograms({ name: "sizes", help: "x", labels: ["kind"] }, exponential(524_288, 2, 2));
    sizes.of("k").observe(1);
    assert.match(
      registry.text(),
      /sizes_bucket\{kind="k",le="524288"\} 1\nsizes_bucket\{kind="k",le="1\.048576e\+06"\} 1/u,
    );
    assert.deepEqual(exponential(0.1, 2, 5), [0.1, 0.2, 0.4, 0.8, 1.6]);
  });

  it("refuses a name that is taken", () => {
    const registry = new Registry();
    registry.counter({ name: "x", help: "x" });
    assert.throws(() => registry.counter({ name: "x", help: "x" }), /two metrics with the name x/u);
  });
});
