// One proof type, loaded once: proving key, witness calculator and curve. snarkjs is GPL-3.0 and runs only
// in processes like this one.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { WitnessCalculatorBuilder } from "circom_runtime";
import * as snarkjs from "snarkjs";
import { curve } from "./curve.mjs";
import { circuitInput, HEADER_BYTES_MAX, InputError, LIMBS, limbsOf, proofHex } from "./header.mjs";

export const PROOF_TYPES = ["header-sponge-v1", "header-tree-v1"];
const INPUT_BYTES_MAX = 64 * 1024;
const WITNESS_MEMORY_PAGES = 64; // of 64 KiB; the default of 2 GiB is reserved address space for nothing
const keys = path.join(path.dirname(fileURLToPath(import.meta.url)), "keys");

// Where a proof stands when snarkjs logs these lines, by the share of time that they took when measured.
const MILESTONES = new Map([
  ["Building ABC", 40_000],
  ["Join ABC", 180_000],
  ["Multiexp end: multiexp A:", 320_000],
  ["Multiexp end: multiexp B1:", 420_000],
  ["Multiexp end: multiexp B2:", 700_000],
  ["Multiexp end: multiexp C:", 840_000],
  ["Multiexp end: multiexp H:", 970_000],
]);

export class Cancelled extends Error {}

/**
 * Gives the event loop a turn before each step of the curve's arithmetic (some milliseconds each), so that
 * a cancel or the end of stdin is heard while a proof runs, and stops the proof there when it is cancelled.
 */
function takeTurns(threads, isCancelled) {
  const queueAction = threads.queueAction.bind(threads);
  let turn = Promise.resolve();
  threads.queueAction = (...work) => {
    const mine = turn.then(() => new Promise(setImmediate)).then(() => {
      if (isCancelled()) {
        throw new Cancelled();
      }
      return queueAction(...work);
    });
    turn = mine.catch(() => {});
    return mine;
  };
}

function milestones(onProgress) {
  const debug = (line) => {
    for (const [start, ppm] of MILESTONES) {
      if (line.startsWith(start)) {
        onProgress({ stage: "prove", index: 1, ppm });
      }
    }
  };
  return { debug, info: debug, warn: debug, error: debug };
}

export function readInput(file) {
  let text;
  try {
    text = readFileSync(file);
  } catch (error) {
    throw new InputError(`cannot read the input file: ${error.code}`);
  }
  if (text.length > INPUT_BYTES_MAX) {
    throw new InputError(`the input has ${text.length} bytes, more than ${INPUT_BYTES_MAX}`);
  }
  try {
    return JSON.parse(text.toString("utf8"));
  } catch {
    throw new InputError("the input is not JSON");
  }
}

/** The reader sees the whole output or none. */
export function writeOutput(file, output) {
  writeFileSync(`${file}.part`, JSON.stringify(output));
  renameSync(`${file}.part`, file);
}

export async function openProver(proofType) {
  if (!PROOF_TYPES.includes(proofType)) {
    throw new InputError(`unknown proof type; known are ${PROOF_TYPES.join(", ")}`);
  }
  let isCancelled = () => false;
  takeTurns(curve.tm, () => isCancelled());
  const zkey = { type: "mem", data: new Uint8Array(readFileSync(path.join(keys, `${proofType}.zkey`))) };
  const wasm = gunzipSync(readFileSync(path.join(keys, `${proofType}.wasm.gz`)));
  const calculator = await WitnessCalculatorBuilder(wasm, { memorySize: WITNESS_MEMORY_PAGES });
  const witness = (signals) => calculator.calculateWTNSBin(signals, 0);

  return {
    /** Compiles the hot code of the witness calculator, so that the first job does not wait for it. */
    async warmUp() {
      await witness({ limbs: Array(LIMBS).fill(0n), byteLength: BigInt(HEADER_BYTES_MAX), taskId: 0n, prover: 0n });
    },
    /** The commitment to a header, as the circuit computes it. */
    async commitment(header) {
      const signals = { limbs: limbsOf(header), byteLength: BigInt(header.length), taskId: 0n, prover: 0n };
      return (await calculator.calculateWitness(signals, 0))[1];
    },
    /** One at a time. Throws InputError, Cancelled, or what snarkjs throws. */
    async prove(input, onProgress, cancelled = () => false) {
      isCancelled = cancelled;
      try {
        return await this.proveUnlessCancelled(input, onProgress);
      } finally {
        isCancelled = () => false;
      }
    },
    async proveUnlessCancelled(input, onProgress) {
      const signals = circuitInput(input, proofType);
      onProgress({ stage: "witness", index: 0, ppm: 10_000 });
      const data = await witness(signals);
      onProgress({ stage: "prove", index: 1, ppm: 30_000 });
      const { proof, publicSignals } = await snarkjs.groth16.prove(zkey, { type: "mem", data }, milestones(onProgress));
      const expected = [signals.taskId, signals.prover].map(String);
      if (publicSignals.slice(1).join() !== expected.join()) {
        throw new Error("the public signals are not those of the input");
      }
      onProgress({ stage: "done", index: 2, ppm: 1_000_000 });
      return { proof: proofHex(proof, publicSignals) };
    },
  };
}
