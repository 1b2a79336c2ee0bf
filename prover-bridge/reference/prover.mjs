// One circuit, loaded once: proving key, witness calculator and curve; and the provers of the proof types. snarkjs
// is GPL-3.0 and runs only in processes like this one.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { WitnessCalculatorBuilder } from "circom_runtime";
import * as snarkjs from "snarkjs";
import { curve } from "./curve.mjs";
import { circuitInput, HEADER_BYTES_MAX, InputError, LIMBS, limbsOf, proofHex } from "./header.mjs";
import { SPLIT_TYPE, splitProver, STAGES_WORK } from "./split.mjs";

export const PROOF_TYPES = ["header-sponge-v1", "header-tree-v1", SPLIT_TYPE];
/** What a worker can make: the proof types, and what the stages of one are made of. */
export const WORKS = [...PROOF_TYPES, STAGES_WORK];
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

/** The circuit of the keys of that name. */
async function openCircuit(name) {
  let isCancelled = () => false;
  takeTurns(curve.tm, () => isCancelled());
  const zkey = { type: "mem", data: new Uint8Array(readFileSync(path.join(keys, `${name}.zkey`))) };
  const wasm = gunzipSync(readFileSync(path.join(keys, `${name}.wasm.gz`)));
  const calculator = await WitnessCalculatorBuilder(wasm, { memorySize: WITNESS_MEMORY_PAGES });

  async function proveUnlessCancelled(signals, onProgress) {
    onProgress({ stage: "witness", index: 0, ppm: 10_000 });
    const data = await calculator.calculateWTNSBin(signals, 0);
    onProgress({ stage: "prove", index: 1, ppm: 30_000 });
    const { proof, publicSignals } = await snarkjs.groth16.prove(zkey, { type: "mem", data }, milestones(onProgress));
    const expected = [signals.taskId, signals.prover].map(String);
    if (publicSignals.slice(-2).join() !== expected.join()) {
      throw new Error("the public signals are not those of the input");
    }
    return { proof, publicSignals };
  }

  return {
    /** The circuit's first output, for signals that need no proof. */
    output: async (signals) => (await calculator.calculateWitness(signals, 0))[1],
    /** One at a time. Throws Cancelled, or what snarkjs throws. */
    async prove(signals, onProgress, cancelled) {
      isCancelled = cancelled;
      try {
        return await proveUnlessCancelled(signals, onProgress);
      } finally {
        isCancelled = () => false;
      }
    },
  };
}

/** One circuit over the whole header. */
function headerProver(proofType, circuit) {
  const signalsOf = (header) => ({
    limbs: limbsOf(header),
    byteLength: BigInt(header.length),
    taskId: 0n,
    prover: 0n,
  });
  return {
    /** Compiles the hot code of the witness calculator, so that the first job does not wait for it. */
    async warmUp() {
      await circuit.output({ ...signalsOf(Buffer.alloc(HEADER_BYTES_MAX)), limbs: Array(LIMBS).fill(0n) });
    },
    /** The commitment to a header, as the circuit computes it. */
    commitment: (header) => circuit.output(signalsOf(header)),
    /** One at a time. Throws InputError, Cancelled, or what snarkjs throws. */
    async prove(input, onProgress, cancelled = () => false) {
      const { proof, publicSignals } = await circuit.prove(circuitInput(input, proofType), onProgress, cancelled);
      onProgress({ stage: "done", index: 2, ppm: 1_000_000 });
      return { proof: proofHex(proof, publicSignals) };
    },
  };
}

/** A prover of one of WORKS. */
export async function openProver(work) {
  if (!WORKS.includes(work)) {
    throw new InputError(`unknown proof type; known are ${WORKS.join(", ")}`);
  }
  const isSplit = work === SPLIT_TYPE || work === STAGES_WORK;
  return isSplit ? splitProver(await openCircuit(SPLIT_TYPE)) : headerProver(work, await openCircuit(work));
}
