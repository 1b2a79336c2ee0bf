// Brings the Solidity side up to date for Maven: packages from npm, a forge build, and one .abi and one .bin file per
// contract for the bindings. Does nothing, within a tenth of a second, when nothing changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CONTRACTS = [
  "ProverRegistry",
  "LeaseAnchor",
  "Settlement",
  "Snapshots",
  "Judge",
  "HeaderProofVerifier",
  "HeaderSplitVerifier",
  "Groth16Verifier",
  "Sp1Verifier",
];
const home = dirname(fileURLToPath(import.meta.url));
const path = (...parts) => join(home, ...parts);

const packages = hashOf(["package.json", "package-lock.json"]);
if (!isStamped(path("node_modules", ".baton"), packages)) {
  rmSync(path("node_modules", ".baton"), { force: true });
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], "is npm installed, and can it reach its registry?");
  writeFileSync(path("node_modules", ".baton"), packages);
}

const sources = hashOf(["package-lock.json", "foundry.toml", "solc-js", "prepare.mjs", ...solidityBelow("src")]);
if (process.argv.includes("--packages")) {
  // Only the packages were asked for.
} else if (!isStamped(path("target", "contracts", "stamp"), sources)) {
  mkdirSync(path("target", "contracts"), { recursive: true });
  rmSync(path("target", "contracts", "stamp"), { force: true });
  run(path("node_modules", ".bin", "forge"), ["build", "--quiet", "src"], "see the compiler's messages above");
  for (const name of CONTRACTS) {
    const artifact = JSON.parse(readFileSync(path("out", `${name}.sol`, `${name}.json`), "utf8"));
    writeFileSync(path("target", "contracts", `${name}.abi`), JSON.stringify(artifact.abi));
    writeFileSync(path("target", "contracts", `${name}.bin`), artifact.bytecode.object.slice(2));
  }
  writeFileSync(path("target", "contracts", "stamp"), sources);
}

function isStamped(file, hash) {
  return existsSync(file) && readFileSync(file, "utf8") === hash;
}

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const content = readFileSync(path(file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function solidityBelow(folder) {
  return readdirSync(path(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".sol"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(home.length + 1))
    .sort();
}

function run(command, options, advice) {
  const done = spawnSync(command, options, { cwd: home, stdio: ["ignore", "inherit", "inherit"] });
  if (done.status !== 0) {
    const cause = done.error ? done.error.message : `exit code ${done.status ?? done.signal}`;
    console.error(`contracts: "${command} ${options.join(" ")}" failed (${cause}): ${advice}`);
    process.exit(1);
  }
}
