// The committed keys make and check proofs; nothing here repeats the ceremony.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { circuitInput, InputError, proofHex } from "../header.mjs";
import { Cancelled, openProver, PROOF_TYPES } from "../prover.mjs";
import { SPLIT_WORDS, splitOf, STAGES_WORK } from "../split.mjs";
import { verify, wordsOf } from "../verify.mjs";

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url));
const json = (name) => JSON.parse(read(name));

test("the keys are those of the list in keys/README.md", () => {
  const listed = [...read("keys/README.md").toString().matchAll(/^\| `([^`]+)` \| `([0-9a-f]{64})` \|$/gm)];
  assert.equal(listed.length, 9);
  for (const [, name, sha256] of listed) {
    const key = read(`keys/${name}`);
    assert.equal(createHash("sha256").update(key).digest("hex"), sha256, name);
    assert.ok(key.length < 2_000_000, name);
  }
});

for (const proofType of PROOF_TYPES) {
  const sample = json(`samples/${proofType}.json`);

  test(`${proofType}: the sample proof verifies`, async () => {
    assert.equal(await verify(proofType, sample.input, sample.proof), true);
  });

  test(`${proofType}: a proof is bound to its task, its prover and its commitment`, async () => {
    const otherTask = { ...sample.input, taskId: "0x" + "00".repeat(31) + "01" };
    const otherProver = { ...sample.input, prover: "0x" + "11".repeat(20) };
    const otherCommitment = sample.proof.slice(0, -1) + (sample.proof.endsWith("0") ? "1" : "0");
    assert.equal(await verify(proofType, otherTask, sample.proof), false);
    assert.equal(await verify(proofType, otherProver, sample.proof), false);
    assert.equal(await verify(proofType, sample.input, otherCommitment), false);
  });

  test(`${proofType}: a new proof verifies and a cancelled one stops`, async () => {
    const prover = await openProver(proofType);
    const stages = [];
    const { proof } = await prover.prove(sample.input, (progress) => stages.push(progress.stage));
    assert.equal(await verify(proofType, sample.input, proof), true);
    assert.deepEqual([...new Set(stages)], ["witness", "prove", "done"]);
    await assert.rejects(prover.prove(sample.input, () => {}, () => true), Cancelled);
  });
}

test("header-split-v1: the stages of the workflow make the same proof", async () => {
  const { input } = json("samples/header-split-v1.json");
  const prover = await openProver(STAGES_WORK);
  const stage = (name, more) => prover.prove({ workflow: "header-split-v1", stage: name, job: input, ...more }, () => {});
  const { parts } = await stage("split", {});
  assert.equal(parts.length, 3);
  const outputs = [];
  for (const part of parts) {
    outputs.push({ output: await stage("part", { part }) });
  }
  const { proof } = await stage("join", { inputs: { part: outputs } });
  assert.equal(await verify("header-split-v1", input, proof), true);
  const own = await stage("part", { index: 1, count: 3 });
  assert.equal(own.proof.slice(-64), outputs[1].output.proof.slice(-64));
  await assert.rejects(stage("part", { index: 3, count: 3 }), /a proof has 3 parts/);
  const mixed = [outputs[1], outputs[0], outputs[2]];
  await assert.rejects(stage("join", { inputs: { part: mixed } }), /a part is not of this header/);
  await assert.rejects(stage("join", { inputs: { part: outputs.slice(1) } }), /a proof has 3 parts/);
  await assert.rejects(stage("part", { part: { ...parts[0], limbs: [] } }), /a part has 8 limbs/);
  await assert.rejects(stage("fold", {}), InputError);
});

test("header-split-v1: its words have their places, and parts that change theirs do not verify", async () => {
  const { input, proof } = json("samples/header-split-v1.json");
  const { seal, byteLength, parts } = splitOf(wordsOf(proof, SPLIT_WORDS));
  assert.equal(BigInt(byteLength), BigInt((input.headerRlp.length - 2) / 2));
  assert.equal(seal.length, 8);
  assert.deepEqual(parts.map((part) => BigInt(part.prover)), Array(3).fill(BigInt(input.prover)));
  const moved = proof.slice(0, 2 + 64 * 10) + proof.slice(2 + 64 * 21, 2 + 64 * 32) + proof.slice(2 + 64 * 10, 2 + 64 * 21) + proof.slice(2 + 64 * 32);
  assert.equal(await verify("header-split-v1", input, moved), false);
});

test("input that is not what the contract says is refused", () => {
  const { input } = json("samples/header-tree-v1.json");
  const refused = (change) => assert.throws(() => circuitInput({ ...input, ...change }, "header-tree-v1"), InputError);
  refused({ proofType: "header-sponge-v1" });
  refused({ headerRlp: "0x" });
  refused({ headerRlp: "0x" + "00".repeat(745) });
  refused({ headerRlp: input.headerRlp + "00" });
  refused({ blockHash: "0xzz" });
  refused({ taskId: undefined });
  refused({ prover: "0x00" });
  assert.throws(() => circuitInput([], "header-tree-v1"), InputError);
});

test("the proof is written in the order of EIP-197", () => {
  const proof = { pi_a: ["1", "2", "1"], pi_b: [["3", "4"], ["5", "6"]], pi_c: ["7", "8", "1"] };
  const words = proofHex(proof, ["9", "0", "0"]).slice(2).match(/.{64}/g).map((each) => Number("0x" + each));
  assert.deepEqual(words, [1, 2, 4, 3, 6, 5, 7, 8, 9]);
});
