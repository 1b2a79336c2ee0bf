// Makes the DEVELOPMENT keys in keys/. One person ran it on one machine, so that person could forge
// proofs: never use these keys where a proof is worth anything. Run once; tests verify the result and
// never repeat it. Without arguments for all types, else for those that are named. Phase 1 (powers of tau) and phase 2 each get two contributions and a public beacon.
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as snarkjs from "snarkjs";

const CIRCUITS = {
  "header-sponge-v1": "header_sponge",
  "header-tree-v1": "header_tree",
  "header-split-v1": "header_part",
};
const TAU_POWER = 10; // 1,024 rows; the circuits fill 1,020, 1,011 and half of them with their public signals
const BEACON = createHash("sha256").update("baton development keys, beacon 1").digest("hex");
const BEACON_ROUNDS_LOG2 = 10;
const KEY_BYTES_MAX = 2_000_000;

const here = path.dirname(fileURLToPath(import.meta.url));
const build = path.join(here, "build");
const keys = path.join(here, "keys");
const inBuild = (name) => path.join(build, name);
const entropy = () => randomBytes(64).toString("hex");
const sha256 = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

async function powersOfTau(curve) {
  await snarkjs.powersOfTau.newAccumulator(curve, TAU_POWER, inBuild("tau0"));
  await snarkjs.powersOfTau.contribute(inBuild("tau0"), inBuild("tau1"), "first", entropy());
  await snarkjs.powersOfTau.contribute(inBuild("tau1"), inBuild("tau2"), "second", entropy());
  await snarkjs.powersOfTau.beacon(inBuild("tau2"), inBuild("tau3"), "beacon", BEACON, BEACON_ROUNDS_LOG2);
  await snarkjs.powersOfTau.preparePhase2(inBuild("tau3"), inBuild("tau"));
  if (!(await snarkjs.powersOfTau.verify(inBuild("tau")))) {
    throw new Error("the powers of tau do not verify");
  }
}

async function circuitKeys(type, circuit) {
  const compiler = path.join(here, "node_modules", ".bin", "circom2");
  const library = path.join(here, "node_modules", "circomlib", "circuits");
  const source = path.join("circuits", `${circuit}.circom`);
  execFileSync(compiler, [source, "--r1cs", "--wasm", "--O2", "-l", library, "-o", "build"], { cwd: here });
  const r1cs = inBuild(`${circuit}.r1cs`);
  const zkey = path.join(keys, `${type}.zkey`);
  await snarkjs.zKey.newZKey(r1cs, inBuild("tau"), inBuild(`${type}0`));
  await snarkjs.zKey.contribute(inBuild(`${type}0`), inBuild(`${type}1`), "first", entropy());
  await snarkjs.zKey.contribute(inBuild(`${type}1`), inBuild(`${type}2`), "second", entropy());
  await snarkjs.zKey.beacon(inBuild(`${type}2`), zkey, "beacon", BEACON, BEACON_ROUNDS_LOG2);
  if (!(await snarkjs.zKey.verifyFromR1cs(r1cs, inBuild("tau"), zkey))) {
    throw new Error(`the key of ${type} does not verify`);
  }
  const wasm = readFileSync(inBuild(`${circuit}_js/${circuit}.wasm`));
  writeFileSync(path.join(keys, `${type}.wasm.gz`), gzipSync(wasm, { level: 9 }));
  const vkey = await snarkjs.zKey.exportVerificationKey(zkey);
  writeFileSync(path.join(keys, `${type}.vkey.json`), JSON.stringify(vkey, null, 1) + "\n");
}

mkdirSync(build, { recursive: true });
mkdirSync(keys, { recursive: true });
await powersOfTau(await snarkjs.curves.getCurveFromName("bn128"));
const types = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(CIRCUITS);
for (const type of types) {
  const circuit = CIRCUITS[type];
  if (circuit === undefined) {
    throw new Error(`unknown proof type ${type}; known are ${Object.keys(CIRCUITS).join(", ")}`);
  }
  await circuitKeys(type, circuit);
  for (const name of [`${type}.zkey`, `${type}.wasm.gz`, `${type}.vkey.json`]) {
    const size = readFileSync(path.join(keys, name)).length;
    if (size > KEY_BYTES_MAX) {
      throw new Error(`${name} has ${size} bytes, more than ${KEY_BYTES_MAX}`);
    }
    console.log(`${sha256(path.join(keys, name))}  ${name} (${size} bytes)`);
  }
}
rmSync(build, { recursive: true });
process.exit(0); // snarkjs keeps its threads
