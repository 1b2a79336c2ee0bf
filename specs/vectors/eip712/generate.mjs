// Writes leases.json with ethers, an implementation that shares no code with the node or the
// contracts. README.md says how to run it. The output is the same at every run.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { secp256k1 } from "@noble/curves/secp256k1";
import {
  AbiCoder,
  SigningKey,
  TypedDataEncoder,
  computeAddress,
  concat,
  dataLength,
  id,
  keccak256,
  toBeHex,
} from "ethers";

const LEASE = {
  Lease: [
    { name: "taskId", type: "bytes32" },
    { name: "term", type: "uint32" },
    { name: "prover", type: "uint32" },
    { name: "snapshotId", type: "bytes32" },
    { name: "prev", type: "bytes32" },
    { name: "cause", type: "uint8" },
    { name: "evidence", type: "bytes32" },
    { name: "lane", type: "uint16" },
    { name: "nonce", type: "uint64" },
    { name: "beatKey", type: "bytes32" },
    { name: "issuedAtMs", type: "uint64" },
  ],
};
const RELEASE = {
  Release: [
    { name: "leaseDigest", type: "bytes32" },
    { name: "reason", type: "uint8" },
    { name: "issuedAtMs", type: "uint64" },
  ],
};
const COMPLETION = {
  Completion: [
    { name: "leaseDigest", type: "bytes32" },
    { name: "proofHash", type: "bytes32" },
    { name: "sizeBytes", type: "uint32" },
  ],
};
const TYPES = { lease: LEASE, release: RELEASE, completion: COMPLETION };

const ZERO = "0x" + "00".repeat(32);
const FULL = "0x" + "ff".repeat(32);
const word = (text) => id("baton vector " + text);
const alice = id("baton test key alice");
const bob = id("baton test key bob");

const devnet = { chainId: 31337, registry: "0x5fbdb2315678afecb367f032d93f642f64180aa3" };
const mainnet = { chainId: 1, registry: devnet.registry };
const other = { chainId: 31337, registry: "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512" };
const eip712 = (domain) => ({
  name: "Baton",
  version: "1",
  chainId: domain.chainId,
  verifyingContract: domain.registry,
});

const first = {
  taskId: word("task 1"),
  term: 1,
  prover: 0,
  snapshotId: word("snapshot"),
  prev: ZERO,
  cause: 0,
  evidence: ZERO,
  lane: 0,
  nonce: "1",
  beatKey: word("beat key"),
  issuedAtMs: "1795000004123",
};

const sign = (key, digest) => new SigningKey(key).sign(digest).serialized;

function message(name, kind, domain, key, fields) {
  const types = TYPES[kind];
  const primary = Object.keys(types)[0];
  const digest = TypedDataEncoder.hash(eip712(domain), types, fields);
  return {
    name,
    kind,
    domain,
    message: fields,
    structHash: TypedDataEncoder.hashStruct(primary, types, fields),
    digest,
    key,
    signer: computeAddress(key).toLowerCase(),
    signature: sign(key, digest),
  };
}

const firstLease = message("lease-first-term", "lease", devnet, alice, first);
const silent = {
  ...first,
  term: 2,
  prover: 3,
  prev: firstLease.digest,
  cause: 3,
  evidence: word("last beat"),
  lane: 1,
  nonce: "17",
  issuedAtMs: "1795000006001",
};
const giveUp = { leaseDigest: firstLease.digest, reason: 2, issuedAtMs: "1795000005000" };
const done = { leaseDigest: firstLease.digest, proofHash: word("proof"), sizeBytes: 288 };

const messages = [
  firstLease,
  message("lease-silent-takeover", "lease", devnet, bob, silent),
  message("lease-released-takeover-without-evidence", "lease", devnet, bob, { ...silent, cause: 2, evidence: ZERO }),
  message("lease-failed-takeover-third-term", "lease", devnet, alice, {
    ...silent,
    term: 3,
    prover: 1,
    prev: word("second lease"),
    cause: 1,
  }),
  message("lease-hedge-last-cause", "lease", devnet, bob, { ...silent, cause: 6 }),
  message("lease-largest-signed-values", "lease", devnet, bob, {
    taskId: FULL,
    term: 2147483647,
    prover: 2147483647,
    snapshotId: FULL,
    prev: FULL,
    cause: 6,
    evidence: FULL,
    lane: 65535,
    nonce: "9223372036854775807",
    beatKey: FULL,
    issuedAtMs: "9223372036854775807",
  }),
  message("lease-on-another-chain", "lease", mainnet, alice, first),
  message("lease-of-another-registry", "lease", other, alice, first),
  message("lease-same-content-other-signer", "lease", devnet, bob, first),
  message("release-shutdown", "release", devnet, alice, giveUp),
  message("release-prover-failed-at-time-zero", "release", devnet, alice, { ...giveUp, reason: 0, issuedAtMs: "0" }),
  message("release-on-another-chain", "release", mainnet, alice, giveUp),
  message("completion-of-reference-proof", "completion", devnet, alice, done),
  message("completion-of-largest-proof", "completion", devnet, bob, { ...done, sizeBytes: 4194304 }),
  message("completion-of-another-registry", "completion", other, alice, done),
];

const wide = [
  message("lease-largest-unsigned-values", "lease", devnet, alice, {
    taskId: FULL,
    term: 4294967295,
    prover: 4294967295,
    snapshotId: FULL,
    prev: FULL,
    cause: 255,
    evidence: FULL,
    lane: 65535,
    nonce: "18446744073709551615",
    beatKey: FULL,
    issuedAtMs: "18446744073709551615",
  }),
  message("release-largest-unsigned-values", "release", devnet, alice, {
    leaseDigest: FULL,
    reason: 255,
    issuedAtMs: "18446744073709551615",
  }),
  message("completion-largest-unsigned-values", "completion", devnet, alice, {
    leaseDigest: FULL,
    proofHash: FULL,
    sizeBytes: 4294967295,
  }),
];

// One digest, one good signature, and every way to spoil it. Each case breaks exactly one rule.
const order = secp256k1.CURVE.n;
const half = order >> 1n;
const digest = firstLease.digest;
const good = firstLease.signature;
const r = BigInt(good.slice(0, 66));
const s = BigInt("0x" + good.slice(66, 130));
const v = Number("0x" + good.slice(130, 132));
const join = (r, s, v) => concat([toBeHex(r, 32), toBeHex(s, 32), toBeHex(v, 1)]);

/** Recovers with the curve itself, which does not mind a high s. */
function signerOf(r, s, v) {
  const point = new secp256k1.Signature(r, s).addRecoveryBit(v - 27).recoverPublicKey(digest.slice(2));
  return computeAddress("0x" + point.toHex(false)).toLowerCase();
}

/** The least x from {@code from} on that is (or is not) the x coordinate of a curve point. */
function abscissa(from, onCurve) {
  for (let x = from; ; x++) {
    try {
      secp256k1.ProjectivePoint.fromHex("02" + toBeHex(x, 32).slice(2)).assertValidity();
      if (onCurve) return x;
    } catch {
      if (!onCurve) return x;
    }
  }
}

const onCurve = abscissa(1n, true);
const offCurve = abscissa(1n, false);
const aboveOrder = abscissa(order + 1n, true);
const verdict = (name, verdict, signature, signer = null) => ({ name, digest, signature, verdict, signer });
const flip = v === 27 ? 28 : 27;

const signatures = [
  verdict("low-s", "ok", good, firstLease.signer),
  verdict("low-s-at-the-bound", "ok", join(onCurve, half, 27), signerOf(onCurve, half, 27)),
  verdict("low-s-other-recovery-id-is-another-signer", "ok", join(r, s, flip), signerOf(r, s, flip)),
  verdict("s-one-above-the-bound", "high-s", join(onCurve, half + 1n, 27), signerOf(onCurve, half + 1n, 27)),
  verdict("high-s-twin-of-a-good-signature", "high-s", join(r, order - s, flip), signerOf(r, order - s, flip)),
  verdict("s-is-the-order", "high-s", join(r, order, v)),
  verdict("s-is-all-ones", "high-s", join(r, 2n ** 256n - 1n, v)),
  verdict("empty", "length", "0x"),
  verdict("one-byte-short", "length", good.slice(0, 130)),
  verdict("one-byte-long", "length", good + "00"),
  verdict("recovery-id-0", "recovery-id", join(r, s, v - 27)),
  verdict("recovery-id-26", "recovery-id", join(r, s, 26)),
  verdict("recovery-id-29", "recovery-id", join(r, s, 29)),
  verdict("recovery-id-255", "recovery-id", join(r, s, 255)),
  verdict("r-is-zero", "zero", join(0n, s, v)),
  verdict("s-is-zero", "zero", join(r, 0n, v)),
  verdict("all-zero-but-the-recovery-id", "zero", join(0n, 0n, 27)),
  verdict("r-is-not-on-the-curve", "unrecoverable", join(offCurve, s, v)),
  verdict("r-is-the-order", "unrecoverable", join(order, s, v)),
  verdict("r-above-the-order-and-on-the-curve", "unrecoverable", join(aboveOrder, s, v)),
];
for (const c of signatures) {
  if (c.verdict !== "length" && dataLength(c.signature) !== 65) throw new Error(c.name);
}

function task(name, chainId, proofTypeName, stage, index, count) {
  const blockHash = word("block");
  const proofType = id(proofTypeName);
  const encoded = AbiCoder.defaultAbiCoder().encode(
    ["uint256", "bytes32", "bytes32", "uint32", "uint32", "uint32"],
    [chainId, blockHash, proofType, stage, index, count],
  );
  return { name, chainId, blockHash, proofTypeName, proofType, stage, index, count, taskId: keccak256(encoded) };
}

const tasks = [
  task("sponge-task", 31337, "header-sponge-v1", 0, 0, 1),
  task("tree-task-of-the-same-block", 31337, "header-tree-v1", 0, 0, 1),
  task("same-block-hash-on-another-chain", 1, "header-sponge-v1", 0, 0, 1),
  task("staged-part", 31337, "header-sponge-v1", 2, 5, 8),
];

const typeString = (types) => TypedDataEncoder.from(types).encodeType(Object.keys(types)[0]);
const file = {
  format: 1,
  types: Object.fromEntries(
    Object.entries(TYPES).map(([kind, types]) => [kind, { type: typeString(types), typeHash: id(typeString(types)) }]),
  ),
  domains: [devnet, mainnet, other].map((domain) => ({
    ...domain,
    separator: TypedDataEncoder.hashDomain(eip712(domain)),
  })),
  tasks,
  messages,
  wide,
  signatures,
};
const path = fileURLToPath(new URL("leases.json", import.meta.url));
writeFileSync(path, JSON.stringify(file, null, 2) + "\n");
console.log(`${messages.length} messages, ${wide.length} wide, ${signatures.length} signatures -> ${path}`);
