import { mkdirSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SLOTS_MAX } from "../../src/model/store";
import { launchOptions } from "../browser.mjs";
import { startServer, type FakeNode } from "../fake/server.mjs";

const SHOTS = new URL("../../test-output/", import.meta.url).pathname;
const PAST = 12;

let browser: Browser;
let node: FakeNode;
let page: Page;
let complaints: string[];
/** What a page says while its node answers 503. */
let refusedIsFine = false;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await chromium.launch(launchOptions);
});

afterAll(() => browser?.close());

beforeEach(async () => {
  complaints = [];
  refusedIsFine = false;
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    const refused = refusedIsFine && /503|ERR_|Failed to load/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !refused) complaints.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== "data:" && hostname !== "127.0.0.1") complaints.push(`asks for ${request.url()}`);
  });
});

afterEach(async () => {
  await page.close();
  await node?.close();
  expect(complaints).toEqual([]);
});

async function open(options: Parameters<typeof startServer>[0] = { past: PAST }): Promise<void> {
  node = await startServer(options);
  await page.goto(node.url);
}

const row = (slot: number) => page.locator(`[data-slot="${slot}"]`);
const button = (slot: number, type: string) => row(slot).locator("button.task", { hasText: type });

describe("the live page", () => {
  it("shows the slots as rows, newest on top, each with its tasks", async () => {
    await open();
    await row(1211).waitFor();
    const slots = await page
      .locator("[data-slot]")
      .evaluateAll((rows) => rows.map((r) => r.getAttribute("data-slot")));
    expect(slots).toEqual(Array.from({ length: PAST }, (_, n) => String(1211 - n)));
    expect(await page.locator("button.task").count()).toBe(2 * PAST);
    expect(await page.locator("[data-fact=head-slot]").textContent()).toBe("1211");
    expect(await page.title()).toBe("alice \u00b7 devnet \u00b7 Baton");
    expect(await row(1200).locator(".proof").count()).toBe(2);
    expect(await button(1200, "header-sponge-v1").locator(".result").textContent()).toMatch(/0\.84.son time/);
    expect(await button(1200, "header-sponge-v1").locator(".chain").textContent()).toMatch(
      /in 22271.444 gas/,
    );
  });

  it("shows a takeover: the silence, the cause, the new holder, and the proof before the deadline", async () => {
    await open();
    const task = button(1202, "header-sponge-v1");
    await task.waitFor();
    const lanes = task.locator(".lane");
    expect(await lanes.count()).toBe(2);
    expect(await lanes.nth(0).locator(".prover-name").textContent()).toBe("bob");
    expect(await lanes.nth(0).locator(".silence").count()).toBe(1);
    expect(await lanes.nth(1).locator(".cause").textContent()).toBe("SILENT");
    expect(await lanes.nth(1).locator(".prover-name").textContent()).toBe("dora");
    const proof = (await lanes.nth(1).locator(".proof").boundingBox())!;
    const deadline = (await task.locator(".deadline-line").boundingBox())!;
    expect(proof.x + proof.width).toBeLessThan(deadline.x);
    expect(await task.getAttribute("aria-label")).toContain("taken over by dora, cause SILENT");
  });

  it("tells late, missed, orphaned and unclaimed apart", async () => {
    await open();
    await row(1211).waitFor();
    expect(await button(1203, "header-tree-v1").locator(".result").textContent()).toContain("late");
    expect(await button(1203, "header-tree-v1").locator(".proof.late").count()).toBe(1);
    expect(await button(1208, "header-sponge-v1").locator(".proof.beyond").count()).toBe(1);
    expect(await button(1206, "header-tree-v1").getAttribute("data-state")).toBe("missed");
    expect(await button(1210, "header-tree-v1").locator(".result").textContent()).toBe("orphaned");
    expect(await button(1211, "header-tree-v1").locator(".no-lease").textContent()).toBe(
      "no lease was claimed",
    );
    expect(await page.locator("[data-figure=missed]").textContent()).toBe("2");
    expect(await page.locator("[data-figure=takeovers]").textContent()).toBe("8");
  });

  it("follows a task from its opening to its proof without a reload", async () => {
    await open({ past: 2 });
    await row(1201).waitFor();
    const startMs = Date.now() - 400;
    const done = structuredClone(node.known.get(1200)!);
    const won = done.tasks[0]!.leases[0]!;
    const next = { ...done, slot: 1202, blockNumber: 23, startMs, deadlineMs: startMs + 3500, anchor: null };
    const opened = {
      ...done.tasks[0]!,
      state: "open" as const,
      leases: [],
      provenAtMs: null,
      settlement: null,
    };
    node.push({ ...next, tasks: [opened] });
    const task = button(1202, "header-sponge-v1");
    await task.locator(".no-lease").waitFor();
    expect(await task.getAttribute("data-state")).toBe("open");

    const lease = {
      ...won,
      state: "running" as const,
      issuedAtMs: startMs + 30,
      lastBeatMs: null,
      ppm: 0,
      beats: [],
    };
    node.push({ ...next, tasks: [{ ...opened, state: "leased", leases: [lease] }] });
    await task.locator(".bar.live").waitFor();
    const widthNow = async () => (await task.locator(".bar").boundingBox())!.width;
    const before = await widthNow();
    await expect.poll(widthNow).toBeGreaterThan(before + 10);
    expect(await task.locator(".now-line").count()).toBe(1);

    const provenAtMs = startMs + 1500;
    node.push({
      ...next,
      tasks: [
        {
          ...opened,
          state: "proven",
          provenAtMs,
          provenBy: 0,
          onTime: true,
          leases: [{ ...lease, state: "won" }],
        },
      ],
    });
    await task.locator(".proof").waitFor();
    expect(await task.locator(".result").textContent()).toMatch(/1\.50.son time/);
    expect(await page.locator("[data-slot]").first().getAttribute("data-slot")).toBe("1202");
  });

  it("opens the details of a task, copies a hash and gives the focus back", async () => {
    await open();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: node.url });
    const task = button(1202, "header-sponge-v1");
    await task.focus();
    await page.keyboard.press("Enter");
    const details = page.locator("aside.details");
    await details.waitFor();
    const text = (await details.textContent())!;
    for (const part of [
      "Slot 1202",
      "on time by dora",
      "before the deadline",
      "Term 1",
      "Term 2",
      "SILENT",
      "overtaken",
    ]) {
      expect(text).toContain(part);
    }
    const view = node.known.get(1202)!.tasks[0]!;
    for (const hash of [view.taskId, view.leases[0]!.digest, view.settlement!.txHash!])
      expect(text).toContain(hash);
    await details.getByRole("button", { name: "Copy transaction" }).first().click();
    await details.getByText("copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(view.settlement!.txHash);
    await page.keyboard.press("Escape");
    await details.waitFor({ state: "detached" });
    expect(await task.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("ArrowDown");
    expect(
      await button(1202, "header-tree-v1").evaluate((element) => element === document.activeElement),
    ).toBe(true);
  });

  it("filters by proof type, prover and trouble", async () => {
    await open();
    await row(1211).waitFor();
    await page.getByRole("button", { name: "Troubles" }).click();
    expect(await page.locator("[data-slot]").count()).toBe(5);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByLabel("Proof type").selectOption("header-tree-v1");
    expect(await page.locator("button.task").count()).toBe(PAST);
    await page.getByRole("group", { name: "Provers" }).getByRole("button", { name: "carol" }).click();
    expect(await page.locator("button.task").count()).toBe(3);
    await page.getByRole("button", { name: "Takeovers" }).click();
    expect(await page.locator("button.task").count()).toBe(2);
  });

  it("says that the connection is lost, keeps what it knew, and comes back by itself", async () => {
    await open();
    await row(1211).waitFor();
    refusedIsFine = true;
    node.refuse();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("Connection to the node lost");
    expect(await page.locator(".connection").textContent()).toBe("offline");
    expect(await page.locator("[data-slot]").count()).toBe(PAST);
    await page.screenshot({ path: `${SHOTS}lost-1280.png` });

    const missedMeanwhile = { ...structuredClone(node.known.get(1201)!), slot: 1212, blockNumber: 33 };
    node.known.set(1212, missedMeanwhile);
    node.accept();
    await row(1212).waitFor();
    await page.getByRole("alert").waitFor({ state: "detached" });
    expect(await page.locator(".connection").textContent()).toBe("live");
    expect(await page.locator("[data-slot]").count()).toBe(PAST + 1);
  });

  it("skips an unreadable event and goes on", async () => {
    await open({ past: 2 });
    await row(1201).waitFor();
    node.pushRaw("event: slot\ndata: {not json\n\n");
    node.push({ ...structuredClone(node.known.get(1201)!), slot: 1202 });
    await row(1202).waitFor();
    expect(complaints).toEqual(["unreadable slot event skipped"]);
    complaints = [];
  });

  it("waits for the first block with a word", async () => {
    await open({ empty: true });
    await page.getByText("Waiting for the first block").waitFor();
    await page.screenshot({ path: `${SHOTS}empty-1280.png` });
  });

  it("stands still while it is paused and catches up after", async () => {
    await open({ past: 2 });
    await row(1201).waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    node.push({ ...structuredClone(node.known.get(1201)!), slot: 1202 });
    await page.waitForFunction(() => new Promise((resolve) => setTimeout(() => resolve(true), 300)));
    expect(await page.locator("[data-slot]").count()).toBe(2);
    await page.getByRole("button", { name: "Resume" }).click();
    await row(1202).waitFor();
  });

  it("keeps at most 256 slots, whatever comes", async () => {
    await open({ past: 2 });
    await row(1201).waitFor();
    const one = structuredClone(node.known.get(1201)!);
    for (let n = 0; n < SLOTS_MAX + 60; n++) node.push({ ...one, slot: 2000 + n });
    await row(2000 + SLOTS_MAX + 59).waitFor();
    await expect.poll(() => page.locator("[data-slot]").count()).toBe(SLOTS_MAX);
    expect(await row(1201).count()).toBe(0);
  });

  it.each([
    ["light", 1280, 900],
    ["dark", 1280, 900],
    ["light", 390, 844],
  ] as const)("fits a %s page %i wide", async (scheme, width, height) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height });
    await open({ past: 14, future: 1 });
    await row(1211).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `${SHOTS}live-${width}-${scheme}.png` });
    await button(1208, "header-sponge-v1").click();
    await page.locator("aside.details").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await page.screenshot({ path: `${SHOTS}details-${width}-${scheme}.png` });
  });
});
