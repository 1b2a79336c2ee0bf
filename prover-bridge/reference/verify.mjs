// Checks a proof with snarkjs: node verify.mjs PROOF_TYPE INPUT_FILE OUTPUT_FILE
// Exit 0 and "valid", or 1 and "invalid". The contract is the judge on chain; this is a second opinion.
import { readFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import * as snarkjs from "snarkjs";
import "./curve.mjs";
import { circuitInput } from "./header.mjs";

const WORDS = 9;

function wordsOf(hex) {
  if (!/^0x[0-9a-f]{576}$/.test(hex)) {
    throw new Error("a proof is 288 bytes");
  }
  return Array.from({ length: WORDS }, (_, i) => BigInt("0x" + hex.slice(2 + 64 * i, 66 + 64 * i)).toString());
}

export async function verify(proofType, input, proof) {
  const key = JSON.parse(readFileSync(new URL(`keys/${proofType}.vkey.json`, import.meta.url)));
  const [ax, ay, bx1, bx0, by1, by0, cx, cy, commitment] = wordsOf(proof);
  const { taskId, prover } = circuitInput(input, proofType);
  const points = {
    pi_a: [ax, ay, "1"],
    pi_b: [[bx0, bx1], [by0, by1], ["1", "0"]],
    pi_c: [cx, cy, "1"],
    protocol: "groth16",
    curve: "bn128",
  };
  return snarkjs.groth16.verify(key, [commitment, String(taskId), String(prover)], points);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [proofType, inputFile, outputFile] = argv.slice(2);
  const read = (file) => JSON.parse(readFileSync(file, "utf8"));
  const valid = await verify(proofType, read(inputFile), read(outputFile).proof);
  console.log(valid ? "valid" : "invalid");
  process.exit(valid ? 0 : 1);
}
