// The header as field elements: RLP bytes, zero-padded on the right to 744, cut into 24 big-endian limbs
// of 31 bytes, and the byte length. HeaderCommitment.java is its twin; specs/prover-bridge.md has the rule.
import { keccak_256 } from "@noble/hashes/sha3";

export const LIMBS = 24;
export const LIMB_BYTES = 31;
export const HEADER_BYTES_MAX = LIMBS * LIMB_BYTES;
const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

export class InputError extends Error {}

export function bytesOf(input, name, sizeMin, sizeMax) {
  const hex = input[name];
  if (typeof hex !== "string" || !/^0x([0-9a-f]{2})*$/.test(hex)) {
    throw new InputError(`${name} is not 0x and lower-case hex bytes`);
  }
  const bytes = Buffer.from(hex.slice(2), "hex");
  if (bytes.length < sizeMin || bytes.length > sizeMax) {
    throw new InputError(`${name} has ${bytes.length} bytes, not ${sizeMin} to ${sizeMax}`);
  }
  return bytes;
}

const integerOf = (bytes) => BigInt("0x" + bytes.toString("hex"));

export function limbsOf(header) {
  const padded = Buffer.alloc(HEADER_BYTES_MAX);
  header.copy(padded);
  return Array.from({ length: LIMBS }, (_, i) =>
    integerOf(padded.subarray(i * LIMB_BYTES, (i + 1) * LIMB_BYTES)),
  );
}

/** The circuit's inputs for a job, or an InputError. */
export function circuitInput(input, proofType) {
  if (input === null || typeof input !== "object" || Array.isArray(input)) {
    throw new InputError("the input is not a JSON object");
  }
  if (input.proofType !== proofType) {
    throw new InputError(`proofType is not ${proofType}`);
  }
  const header = bytesOf(input, "headerRlp", 1, HEADER_BYTES_MAX);
  const hash = bytesOf(input, "blockHash", 32, 32);
  if (!hash.equals(Buffer.from(keccak_256(header)))) {
    throw new InputError("blockHash is not the keccak of headerRlp");
  }
  return {
    limbs: limbsOf(header),
    byteLength: BigInt(header.length),
    taskId: integerOf(bytesOf(input, "taskId", 32, 32)) % FIELD,
    prover: integerOf(bytesOf(input, "prover", 20, 20)),
  };
}

const word = (decimal) => BigInt(decimal).toString(16).padStart(64, "0");

export const hexOf = (words) => "0x" + words.map(word).join("");

/** A, B, C in EIP-197 order: imaginary parts first. */
export function proofWords({ pi_a: a, pi_b: b, pi_c: c }) {
  return [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]];
}

/** The proof and its commitment: 288 bytes as hex. */
export function proofHex(proof, publicSignals) {
  return hexOf([...proofWords(proof), publicSignals[0]]);
}
