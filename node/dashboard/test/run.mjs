// `npm test`: builds the pages, runs the unit and the browser tests and ends with the line `N passed, N failed`.
// `--unit` leaves the browser out.

import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromiumMissing } from "./browser.mjs";

const home = fileURLToPath(new URL("..", import.meta.url));
const unitOnly = process.argv.includes("--unit");

const missing = unitOnly ? null : chromiumMissing();
if (missing) {
  console.error(missing);
  process.exit(1);
}
const build = spawnSync("bash", ["build.sh"], { cwd: home, stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);
const format = spawnSync(
  process.execPath,
  ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."],
  {
    cwd: home,
    stdio: "inherit",
  },
);
if (format.status !== 0) {
  console.error("dashboard tests: sources are not formatted; run `npm run format` in node/dashboard");
  process.exit(1);
}

const results = join(tmpdir(), `baton-dashboard-tests-${process.pid}.json`);
const vitest = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    ...(unitOnly ? ["test/unit"] : []),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${results}`,
  ],
  { cwd: home, stdio: "inherit" },
);
let passed = 0;
let failed = 0;
try {
  const summary = JSON.parse(readFileSync(results, "utf8"));
  passed = summary.numPassedTests;
  // A file that cannot be loaded has no tests to fail.
  failed = Math.max(summary.numFailedTests, summary.success ? 0 : 1);
} catch {
  failed = 1;
}
rmSync(results, { force: true });
console.log(`dashboard: ${passed} passed, ${failed} failed`);
process.exit(vitest.status === 0 && failed === 0 && passed > 0 ? 0 : 1);
