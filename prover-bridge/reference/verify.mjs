// Checks a proof with snarkjs: node verify.mjs PROOF_TYPE INPUT_FILE OUTPUT_FILE
// Exit 0 and "valid", or 1 and "invalid". The contract is the judge on chain; this is a second opinion.
import { readFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import * as snarkjs from "snarkjs";
import "./curve.mjs";
import { circuitInput } from "./header.mjs";
import { SPLIT_TYPE, SPLIT_WORDS, splitOf } from "./split.mjs";

const WORDS = 9;

export function wordsOf(hex, count) {
  if (!/^0x([0-9a-f]{64})*$/.test(hex) || hex.length !== 2 + 64 * count) {
    throw new Error(`a proof is ${32 * count} bytes`);
  }
  return Array.from({ length: count }, (_, i) => BigInt("0x" + hex.slice(2 + 64 * i, 66 + 64 * i)).toString());
}

function pointsOf([ax, ay, bx1, bx0, by1, by0, cx, cy]) {
  return {
    pi_a: [ax, ay, "1"],
    pi_b: [[bx0, bx1], [by0, by1], ["1", "0"]],
    pi_c: [cx, cy, "1"],
    protocol: "groth16",
    curve: "bn128",
  };
}

export async function verify(proofType, input, proof) {
  const key = JSON.parse(readFileSync(new URL(`keys/${proofType}.vkey.json`, import.meta.url)));
  const { taskId, prover } = circuitInput(input, proofType);
  const bound = [String(taskId), String(prover)];
  if (proofType !== SPLIT_TYPE) {
    const words = wordsOf(proof, WORDS);
    return snarkjs.groth16.verify(key, [words[8], ...bound], pointsOf(words));
  }
  const words = wordsOf(proof, SPLIT_WORDS);
  const { seal, sealOut, byteLength, parts } = splitOf(words);
  let state = byteLength;
  for (const part of parts) {
    if (!(await snarkjs.groth16.verify(key, [part.stateOut, state, part.taskId, part.prover], pointsOf(part.words)))) {
      return false;
    }
    state = part.stateOut;
  }
  return snarkjs.groth16.verify(key, [sealOut, state, ...bound], pointsOf(seal));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [proofType, inputFile, outputFile] = argv.slice(2);
  const read = (file) => JSON.parse(readFileSync(file, "utf8"));
  const valid = await verify(proofType, read(inputFile), read(outputFile).proof);
  console.log(valid ? "valid" : "invalid");
  process.exit(valid ? 0 : 1);
}
