import { describe, expect, it } from "vitest";
import { count, duration, label, percent, plural, seconds, shortHash } from "../../src/model/format";

const plain = (text: string) =>
  text.replaceAll("\u202f", " ").replaceAll("\u2212", "-").replaceAll("\u2013", "none");

describe("numbers as text", () => {
  it.each([
    [0, "0 ms"],
    [6.24, "6.2 ms"],
    [14.8, "15 ms"],
    [999, "999 ms"],
    [999.7, "1.00 s"],
    [1640, "1.64 s"],
    [12_400, "12.4 s"],
    [125_000, "2 min 05 s"],
    [3_900_000, "1 h 05 min"],
    [-1700, "-1.70 s"],
    [null, "none"],
    [Number.NaN, "none"],
  ])("duration %s", (ms, text) => expect(plain(duration(ms))).toBe(text));

  it.each([
    [500, "500 ms"],
    [2000, "2 s"],
    [3500, "3.5 s"],
    [10_000, "10 s"],
    [100, "100 ms"],
    [60_000, "60 s"],
  ])("label %s", (ms, text) => expect(plain(label(ms))).toBe(text));

  it("writes seconds for columns alike", () => {
    expect(plain(seconds(812))).toBe("0.81 s");
    expect(plain(seconds(null))).toBe("none");
  });

  it("groups digits", () => {
    expect(plain(count(1234))).toBe("1234");
    expect(plain(count(271408))).toBe("271 408");
    expect(plain(count(1234567))).toBe("1 234 567");
    expect(plain(count(null))).toBe("none");
  });

  it("never rounds up to a perfect 100 percent", () => {
    expect(percent(9999, 10_000)).toBe("99.9%");
    expect(percent(10, 10)).toBe("100%");
    expect(percent(2, 3)).toBe("66.7%");
    expect(plain(percent(0, 0))).toBe("none");
  });

  it("shortens hashes and counts things", () => {
    expect(shortHash(`0x${"ab".repeat(32)}`)).toBe("0xababab\u2026abab");
    expect(plain(shortHash(null))).toBe("none");
    expect(plural(1, "slot")).toBe("1 slot");
    expect(plural(2, "slot")).toBe("2 slots");
  });
});
