// The Chromium that the browser tests drive. Debian's, because the machine may not download another.

import { existsSync } from "node:fs";

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Null, or one line that says what is missing and what to do. */
export function chromiumMissing() {
  if (existsSync(CHROMIUM)) return null;
  return `dashboard tests: no Chromium at ${CHROMIUM}; install it (Debian: apt-get install chromium) or set CHROMIUM to its path`;
}

export const launchOptions = {
  executablePath: CHROMIUM,
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
