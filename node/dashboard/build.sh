#!/usr/bin/env bash
# Builds the dashboard into dist/: index.html with its assets and the self-contained report.html.
# Quick when nothing changed: packages are installed when the lock file changed, pages are built when a source is newer.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v npm >/dev/null; then
  echo "dashboard: npm is missing; install Node.js 20.19 or newer with npm (Debian: apt-get install nodejs npm)" >&2
  exit 1
fi

# Two builds at once would install over each other.
if command -v flock >/dev/null; then
  mkdir -p dist
  exec 9>dist/.lock
  flock 9
fi

lock_sum=$(sha256sum package-lock.json | cut -d' ' -f1)
installed=node_modules/.baton-lock
if [[ "$(cat "$installed" 2>/dev/null)" != "$lock_sum" ]]; then
  npm ci --prefer-offline --ignore-scripts --no-audit --no-fund --loglevel=error
  echo "$lock_sum" >"$installed"
fi

built=dist/.built
sources=(src index.html report.html package-lock.json package.json tsconfig.json vite.config.ts build.sh)
if [[ ! -f dist/index.html || ! -f dist/report.html || ! -f "$built" ||
  -n "$(find "${sources[@]}" -newer "$built" -print -quit)" ]]; then
  started=$(mktemp dist/.started.XXXXXX) # sources changed during the build are newer than this
  trap 'rm -f "$started"' EXIT
  node node_modules/typescript/bin/tsc --noEmit
  find dist -mindepth 1 -maxdepth 1 ! -name '.*' -exec rm -rf {} +
  node node_modules/vite/bin/vite.js build --logLevel warn
  node node_modules/vite/bin/vite.js build --mode report --logLevel warn
  touch -r "$started" "$built"
fi
