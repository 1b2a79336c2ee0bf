import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchOptions } from "../browser.mjs";
import { reportData, reportPage } from "../fake/report.mjs";

const TEMPLATE = new URL("../../dist/report.html", import.meta.url).pathname;
const SHOTS = new URL("../../test-output/", import.meta.url).pathname;

let browser: Browser;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await chromium.launch(launchOptions);
});

afterAll(() => browser?.close());

async function open(file: string, html: string, complaints: string[], width = 1280): Promise<Page> {
  writeFileSync(SHOTS + file, html);
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(`file://${SHOTS}${file}`);
  return page;
}

describe("the report page", () => {
  it("is one file with one place for the figures", () => {
    const html = readFileSync(TEMPLATE, "utf8");
    expect(html.split("__BATON_REPORT_JSON__")).toHaveLength(2);
    expect(html).not.toMatch(/<(script|link|img)[^>]+(src|href)="(?!data:)/);
  });

  it("shows expectations, times, takeovers, gas, every slot, and where it ran", async () => {
    const complaints: string[] = [];
    const page = await open("report.html", await reportPage(TEMPLATE, reportData()), complaints);
    await page.locator("[data-slot]").first().waitFor();
    const text = (await page.locator("body").innerText()).replaceAll("\u202f", " ");
    for (const part of [
      "7 of 12 blocks, 9 proven",
      "1 of 4 failed",
      "9, expected all 12",
      "Orchestration, accept",
      "61 ms",
      "8 takeovers",
      "not proven on time",
      "271 456",
      "kill-holder",
      "8.01 s",
      "AMD EPYC 7B13, 2 cores, 24 GiB",
      "25.0.1+8-LTS",
      "0123456789abcdef",
      "slots missing anchor",
    ]) {
      expect(text).toContain(part);
    }
    expect(await page.locator("[data-slot]").count()).toBe(12);
    expect(await page.locator(".chart canvas").count()).toBe(1);
    expect(await page.locator(".expectations li").first().innerText()).toContain("failed");
    await page.screenshot({ path: `${SHOTS}report-1280.png`, fullPage: true });
    await page.locator("button.link", { hasText: "1202" }).click();
    expect(await page.locator("aside.details").innerText()).toContain("SILENT");
    const row = (await page.locator('[data-slot="1202"]').boundingBox())!;
    expect(row.y).toBeGreaterThan(0);
    expect(row.y).toBeLessThan(900);
    await page.screenshot({ path: `${SHOTS}report-details-1280.png` });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("fits a phone", async () => {
    const complaints: string[] = [];
    const page = await open("report-phone.html", await reportPage(TEMPLATE, reportData()), complaints, 390);
    await page.locator("[data-slot]").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await page.screenshot({ path: `${SHOTS}report-390.png`, fullPage: true });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("shows text from the run as text, never as markup", async () => {
    const complaints: string[] = [];
    const data = reportData({ slots: 2 });
    data.report.scenario = "</script><script>document.title = 'owned'</script>";
    data.network.provers[0]!.name = "<img src=x onerror=alert(1)>";
    const page = await open("report-hostile.html", await reportPage(TEMPLATE, data), complaints);
    await page.locator("[data-slot]").first().waitFor();
    expect(await page.title()).toBe("Baton devnet report");
    expect(await page.locator(".fact dd").first().innerText()).toContain("</script>");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("says so when no run has filled it", async () => {
    const complaints: string[] = [];
    const page = await open("report-template.html", readFileSync(TEMPLATE, "utf8"), complaints);
    expect(await page.locator(".report-problem").innerText()).toContain("template of a report");
    expect(complaints).toEqual([]);
    await page.close();
  });
});
