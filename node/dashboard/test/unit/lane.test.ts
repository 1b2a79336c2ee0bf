import { describe, expect, it } from "vitest";
import { beatMarks, LANES_MAX, leaseBars, outcome, progressPath, taskName } from "../../src/model/lane";
import { lease, proven, slot, START_MS, task } from "./fixtures";

const at = (ms: number) => START_MS + ms;

describe("the name of a task", () => {
  it("is its proof type, and which part of it", () => {
    expect(taskName(task())).toBe("header-sponge-v1");
    expect(taskName(task({ part: "2/3" }))).toBe("header-sponge-v1 2/3");
  });
});

describe("the bars of a task", () => {
  it("let a running lease grow with the clock", () => {
    const open = task({ state: "leased", leases: [lease()] });
    const view = slot(1, [open]);
    expect(leaseBars(open, view, at(1000))[0]).toMatchObject({
      fromMs: 30,
      toMs: 1000,
      live: true,
      silentToMs: null,
    });
    expect(leaseBars(open, view, at(1400))[0]).toMatchObject({ toMs: 1400 });
  });

  it("show a running lease without beats as silent before anybody overtakes it", () => {
    const open = task({ state: "leased", leases: [lease({ lastBeatMs: at(530) })] });
    expect(leaseBars(open, slot(1, [open]), at(2500))[0]).toMatchObject({
      toMs: 530,
      silentToMs: 2500,
      live: false,
    });
  });

  it("end the winner's bar at the latch", () => {
    const done = proven(900, { leases: [lease({ state: "won", lastBeatMs: at(700) })] });
    expect(leaseBars(done, slot(1, [done]), at(5000))[0]).toMatchObject({ toMs: 900, live: false });
  });

  it("show the silence between the last beat and the successor's lease", () => {
    const holder = lease({ state: "overtaken", lastBeatMs: at(530), beats: [[at(530), 300_000]] });
    const next = lease({ term: 2, prover: 1, cause: "SILENT", issuedAtMs: at(2246), state: "won" });
    const done = proven(3010, { leases: [next, holder] });
    const bars = leaseBars(done, slot(1, [done]), at(5000));
    expect(bars.map((bar) => bar.lease.term)).toEqual([1, 2]);
    expect(bars[0]).toMatchObject({ toMs: 530, silentToMs: 2246, takeover: false });
    expect(bars[1]).toMatchObject({ fromMs: 2246, toMs: 3010, silentToMs: null, takeover: true });
  });

  it("show no silence where the cause was another one", () => {
    const holder = lease({ state: "overtaken", lastBeatMs: at(530) });
    const next = lease({ term: 2, prover: 1, cause: "HEDGE", issuedAtMs: at(700), state: "won" });
    const done = proven(1500, { leases: [holder, next] });
    expect(leaseBars(done, slot(1, [done]), at(5000))[0]?.silentToMs).toBeNull();
  });

  it("let a silence grow until somebody takes over", () => {
    const open = task({ state: "leased", leases: [lease({ state: "silent", lastBeatMs: at(530) })] });
    expect(leaseBars(open, slot(1, [open]), at(2300))[0]).toMatchObject({
      toMs: 530,
      silentToMs: 2300,
      live: false,
    });
  });

  it("stop growing when the task is missed", () => {
    const missed = task({ state: "missed", leases: [lease({ state: "running", lastBeatMs: at(530) })] });
    expect(leaseBars(missed, slot(1, [missed]), at(60_000))[0]).toMatchObject({
      toMs: 530,
      silentToMs: null,
    });
  });

  it("are bounded", () => {
    const many = task({ leases: Array.from({ length: 50 }, (_, n) => lease({ term: n + 1 })) });
    expect(leaseBars(many, slot(1, [many]), at(1000))).toHaveLength(LANES_MAX);
  });
});

describe("progress in a bar", () => {
  const beats: [number, number][] = [
    [at(530), 250_000],
    [at(1030), 500_000],
  ];

  it("rises from beat to beat and reaches the top only when won", () => {
    const open = task({ state: "leased", leases: [lease({ beats, ppm: 500_000 })] });
    const view = slot(1, [open]);
    expect(progressPath(leaseBars(open, view, at(2030))[0]!, view)).toBe(
      "M0,100 L25,75 L50,50 L100,50 L100,100 Z",
    );
    const done = proven(2030, { leases: [lease({ beats, ppm: 1_000_000, state: "won" })] });
    expect(progressPath(leaseBars(done, view, 0)[0]!, view)).toBe("M0,100 L25,75 L50,50 L100,0 L100,100 Z");
  });

  it("never falls and never leaves the box, whatever a holder claims", () => {
    const lies: [number, number][] = [
      [at(530), 900_000],
      [at(1030), 10],
      [at(90_000), 9_000_000],
    ];
    const open = task({ state: "leased", leases: [lease({ beats: lies, ppm: 5 })] });
    const view = slot(1, [open]);
    const ys = [...progressPath(leaseBars(open, view, at(2030))[0]!, view).matchAll(/L(\S+),(\S+)/g)].map(
      (m) => Number(m[2]),
    );
    expect(ys.slice(0, -1)).toEqual([...ys.slice(0, -1)].sort((a, b) => b - a));
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
  });

  it("marks beats, and nothing in a bar without length", () => {
    const open = task({ state: "leased", leases: [lease({ beats })] });
    const view = slot(1, [open]);
    expect(beatMarks(leaseBars(open, view, at(2030))[0]!, view)).toEqual([25, 50]);
    const fresh = task({ state: "leased", leases: [lease({ issuedAtMs: at(0) })] });
    const bar = leaseBars(fresh, view, at(0))[0]!;
    expect(progressPath(bar, view)).toBe("");
    expect(beatMarks(bar, view)).toEqual([]);
  });
});

describe("the outcome of a task", () => {
  const view = slot(1);
  it.each([
    [proven(900), 9999, "on time", "good"],
    [proven(3900), 9999, "late", "warn"],
    [proven(3500, { onTime: null }), 9999, "on time", "good"],
    [task({ state: "missed" }), 9999, "missed", "bad"],
    [task({ state: "orphaned" }), 9999, "orphaned", "idle"],
    [task({ state: "leased" }), 1000, "proving", "live"],
    [task({ state: "leased" }), 3600, "overdue", "warn"],
    [task(), 1000, "open", "idle"],
  ])("is said in a word: case %#", (given, nowMs, label, tone) => {
    expect(outcome(given, view, at(nowMs))).toMatchObject({ label, tone });
  });
});
