import { describe, expect, it } from "vitest";
import { NO_FILTER, visibleTasks } from "../../src/model/filter";
import { lease, proven, slot, task } from "./fixtures";

const sponge = proven(800, { leases: [lease({ prover: 0, state: "won" })] });
const tree = proven(3900, {
  taskId: "0xbb",
  proofType: "header-tree-v1",
  leases: [
    lease({ prover: 1, state: "overtaken" }),
    lease({ term: 2, prover: 0, cause: "SILENT", state: "won" }),
  ],
});
const both = slot(1, [sponge, tree]);

describe("the filter", () => {
  it("shows everything by default, as the very same list", () => {
    expect(visibleTasks(both, NO_FILTER)).toBe(both.tasks);
  });

  it("chooses by proof type and by any holder, also an overtaken one", () => {
    expect(visibleTasks(both, { ...NO_FILTER, proofType: "header-tree-v1" })).toEqual([tree]);
    expect(visibleTasks(both, { ...NO_FILTER, prover: 1 })).toEqual([tree]);
    expect(visibleTasks(both, { ...NO_FILTER, prover: 0 })).toEqual([sponge, tree]);
    expect(visibleTasks(both, { ...NO_FILTER, prover: 0, proofType: "none-such" })).toEqual([]);
  });

  it("chooses takeovers, and what went wrong", () => {
    expect(visibleTasks(both, { ...NO_FILTER, only: "takeovers" })).toEqual([tree]);
    expect(visibleTasks(both, { ...NO_FILTER, only: "troubles" })).toEqual([tree]);
    const missed = task({ state: "missed" });
    expect(visibleTasks(slot(2, [sponge, missed]), { ...NO_FILTER, only: "troubles" })).toEqual([missed]);
  });
});
