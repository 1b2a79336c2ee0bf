import { describe, expect, it } from "vitest";
import { logPercent, machineText, otherFields, parseReport, timings, words } from "../../src/model/report";
import { reportData } from "../fake/report.mjs";

describe("the report's data", () => {
  it("is read with its slots newest first", () => {
    const data = parseReport(JSON.stringify(reportData({ slots: 3 })));
    expect(data.slots.map((slot) => slot.slot)).toEqual([1202, 1201, 1200]);
    expect(data.network.name).toBe("devnet");
  });

  it("says what is wrong with a page that carries none", () => {
    expect(() => parseReport("__BATON_REPORT_JSON__")).toThrow("template of a report");
    expect(() => parseReport("{")).toThrow("cannot be read");
    expect(() => parseReport("{}")).toThrow("lack the network's clock");
  });

  it("shows only the times that were measured", () => {
    expect(timings({}).length).toBe(0);
    expect(timings({ orchestrationMs: { start: { p50: 4 } } }).map((row) => row.name)).toEqual([
      "Orchestration, start",
    ]);
    expect(timings({ mineMs: { p50: 19 }, seenMs: { p50: 6 } }).map((row) => row.name)).toEqual([
      "Mining",
      "Seen",
    ]);
  });

  it("loses no field that it does not know", () => {
    expect(otherFields({ nodes: 4, brandNewFigure: 7 } as object)).toEqual([["brand new figure", "7"]]);
  });

  it("places times on a logarithmic axis", () => {
    expect([0, 0.1, 1, 100, 10_000, 1e9].map(logPercent)).toEqual([0, 0, 20, 60, 100, 100]);
  });

  it("reads a machine as a line or as facts", () => {
    expect(machineText("two cores")).toBe("two cores");
    expect(machineText({ cpu: "X", cores: 2, memoryMiB: 24576, os: "Linux" })).toBe(
      "X, 2 cores, 24 GiB, Linux",
    );
    expect(machineText(null)).toBe("");
    expect(words("doubleProvenTasks")).toBe("double proven tasks");
  });
});
