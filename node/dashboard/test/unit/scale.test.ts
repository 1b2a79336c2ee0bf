import { describe, expect, it } from "vitest";
import { deadlineAt, TimeScale } from "../../src/model/scale";
import { slot, START_MS } from "./fixtures";

describe("the time axis", () => {
  it("reaches past the deadline, for deadlines before and after the slot's end", () => {
    expect(new TimeScale(3500, 4000).endMs).toBeGreaterThan(3500);
    expect(new TimeScale(10_000, 12_000).endMs).toBeGreaterThan(12_000);
    expect(new TimeScale(18_000, 12_000).endMs).toBeGreaterThan(18_000);
  });

  it("does not spread a short deadline over a long slot", () => {
    expect(new TimeScale(2000, 60_000).endMs).toBeLessThan(4000);
  });

  it("keeps positions on the axis", () => {
    const scale = new TimeScale(4000, 4000);
    expect(scale.percent(0)).toBe(0);
    expect(scale.percent(-500)).toBe(0);
    expect(scale.percent(2500)).toBe(50);
    expect(scale.percent(99_000)).toBe(100);
    expect(scale.beyond(99_000)).toBe(true);
  });

  it("has round ticks that leave room for each other and for the deadline", () => {
    expect(new TimeScale(3500, 4000).ticks(600)).toEqual([0, 1000, 2000, 3000, 4000]);
    expect(new TimeScale(3500, 4000).ticks(340)).toEqual([0, 1000, 2000]);
    expect(new TimeScale(10_000, 12_000).ticks(600)).toEqual([0, 2000, 4000, 6000, 8000, 12_000]);
    expect(new TimeScale(600_000, 600_000).ticks(600).length).toBeLessThan(9);
  });

  it("drops the ticks where only the deadline's label has room", () => {
    expect(new TimeScale(3500, 4000).ticks(140)).toEqual([0]);
    expect(new TimeScale(3500, 4000).ticks(1)).toEqual([]);
  });

  it("takes a deadline as a moment or as a duration", () => {
    expect(deadlineAt(slot(1))).toBe(START_MS + 3500);
    expect(deadlineAt(slot(1, [], { deadlineMs: 3500 }))).toBe(START_MS + 3500);
  });
});
