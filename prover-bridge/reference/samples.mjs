// Makes samples/ (one finished proof per type, for tests that do not prove) and the commitment vectors in
// specs/vectors/commitment, both from the circuits. Run after the ceremony: node samples.mjs [TYPE...]
import { keccak_256 } from "@noble/hashes/sha3";
import { readFileSync, writeFileSync } from "node:fs";
import { HEADER_BYTES_MAX } from "./header.mjs";
import { openProver, PROOF_TYPES } from "./prover.mjs";

const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const CHAIN_ID = 31337;
const PROVER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
const vectorsFile = new URL("../../specs/vectors/commitment/commitments.json", import.meta.url);
const headersFile = new URL("samples/headers.json", import.meta.url);

const hex = (bytes) => "0x" + Buffer.from(bytes).toString("hex");
const bytesOf = (text) => Buffer.from(text.slice(2), "hex");
const word = (number) => Buffer.from(BigInt(number).toString(16).padStart(64, "0"), "hex");
const wordHex = (number) => hex(word(number));

function taskIdOf(blockHash, proofType) {
  const typeId = keccak_256(Buffer.from(proofType, "utf8"));
  return hex(keccak_256(Buffer.concat([word(CHAIN_ID), bytesOf(blockHash), typeId, word(0), word(0), word(1)])));
}

/** Headers of several forks, and byte strings at the edges of the limbs. */
function vectorHeaders(headers) {
  const edges = [1, 30, 31, 32, 340, 341, 342, 372, 373, HEADER_BYTES_MAX - 1, HEADER_BYTES_MAX];
  const made = edges.map((size) => ({ name: `${size} bytes`, headerRlp: hex(Buffer.alloc(size).map((_, i) => (i * 7 + size) & 255)) }));
  const zeros = [31, 32].map((size) => ({ name: `${size} zero bytes`, headerRlp: hex(Buffer.alloc(size)) }));
  return [...headers, ...made, ...zeros];
}

const headers = JSON.parse(readFileSync(headersFile, "utf8")).headers;
const header = headers.find((each) => each.name === "prague");
// Named types only, or all: a proof is another one each time it is made, so samples are not made anew without need.
const remade = process.argv.length > 2 ? process.argv.slice(2) : PROOF_TYPES;
const vectors = vectorHeaders(headers).map(({ name, headerRlp }) => ({ name, headerRlp, commitments: {} }));
for (const proofType of PROOF_TYPES) {
  const prover = await openProver(proofType);
  const input = {
    taskId: taskIdOf(header.blockHash, proofType),
    proofType,
    prover: PROVER,
    headerRlp: header.headerRlp,
    chainId: CHAIN_ID,
    blockNumber: header.blockNumber,
    blockHash: header.blockHash,
  };
  if (remade.includes(proofType)) {
    const { proof } = await prover.prove(input, () => {});
    const commitment = "0x" + proof.slice(-64);
    const publicInputs = [commitment, wordHex(BigInt(input.taskId) % FIELD), wordHex(PROVER)];
    writeFileSync(
      new URL(`samples/${proofType}.json`, import.meta.url),
      JSON.stringify({ input, proof, publicInputs }, null, 1) + "\n",
    );
  }
  for (const vector of vectors) {
    vector.commitments[proofType] = wordHex(await prover.commitment(bytesOf(vector.headerRlp)));
  }
}
writeFileSync(vectorsFile, JSON.stringify({ vectors }, null, 1) + "\n");
process.exit(0);
