import { describe, expect, it } from "vitest";
import { percentile, summarize } from "../../src/model/summary";
import { lease, proven, slot, START_MS, task } from "./fixtures";

const LATER_MS = START_MS + 60_000;
const missed = () => task({ state: "missed", taskId: "0xmm" });

describe("the summary", () => {
  it("counts blocks, tasks and takeovers", () => {
    const taken = proven(3000, {
      leases: [lease({ state: "overtaken" }), lease({ term: 2, cause: "SILENT", state: "won" })],
    });
    const summary = summarize([slot(1, [proven(800), taken]), slot(2, [proven(3900), missed()])], LATER_MS);
    expect(summary).toMatchObject({
      blocks: 2,
      blocksOnTime: 1,
      tasks: 4,
      tasksOnTime: 2,
      late: 1,
      missed: 1,
      takeovers: 1,
      takeoversByCause: [["SILENT", 1]],
    });
    expect(summary.timeToProofMs.p50).toBe(3000);
  });

  it("leaves out slots that are still open, until their deadline", () => {
    const open = slot(3, [task({ state: "leased" }), proven(700)]);
    expect(summarize([open], START_MS + 1000).blocks).toBe(0);
    expect(summarize([open], START_MS + 3501)).toMatchObject({ blocks: 1, blocksOnTime: 0 });
  });

  it("counts parts of a proof as tasks, but no block as proven by them", () => {
    const parts = [proven(700, { part: "1/2" }), proven(900, { part: "2/2" })];
    const whole = missed();
    expect(summarize([slot(1, [...parts, whole])], LATER_MS, 1)).toMatchObject({
      blocksOnTime: 0,
      tasks: 3,
      tasksOnTime: 2,
    });
    expect(summarize([slot(1, [...parts, proven(2000)])], LATER_MS, 1).blocksOnTime).toBe(1);
  });

  it("leaves out blocks that were reorganized away", () => {
    expect(summarize([slot(1, [task({ state: "orphaned" })])], LATER_MS)).toMatchObject({
      blocks: 0,
      tasks: 0,
    });
  });

  it("takes a block as proven when k of n types are", () => {
    const two = slot(1, [proven(800), proven(900), missed()]);
    expect(summarize([two], LATER_MS, 2).blocksOnTime).toBe(1);
    expect(summarize([two], LATER_MS).blocksOnTime).toBe(0);
  });

  it("does not count void leases as takeovers", () => {
    const twice = proven(900, { leases: [lease(), lease({ term: 2, cause: "SILENT", state: "void" })] });
    expect(summarize([slot(1, [twice])], LATER_MS).takeovers).toBe(0);
  });

  it("has no figures without slots", () => {
    expect(summarize([], LATER_MS)).toMatchObject({ blocks: 0, timeToProofMs: { p50: null, p95: null } });
  });
});

describe("percentiles", () => {
  it("are values that were measured", () => {
    expect(percentile([], 50)).toBeNull();
    expect(percentile([4], 99)).toBe(4);
    expect(percentile([3, 1, 2, 4], 50)).toBe(2);
    expect(percentile([3, 1, 2, 4], 95)).toBe(4);
  });
});
