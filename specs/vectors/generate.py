"""Writes the vectors of header/, merkle/, task/ and messages/: `python3 specs/vectors/generate.py`. Always the same bytes."""

import hashlib
import json
import pathlib

from primitives import *

HERE = pathlib.Path(__file__).parent
CHAIN_ID, REGISTRY = 31337, bytes.fromhex("5fbdb2315678afecb367f032d93f642f64180aa3")
TERM_ONE_MS = 1_795_000_004_123


def text(value):
    return "0x" + value.hex() if isinstance(value, bytes) else value


def named(label):
    """32 bytes that nobody chose."""
    return keccak(label.encode())


def write(path, content):
    (HERE / path).write_text(json.dumps({"format": 1, **content}, indent=2, default=text) + "\n")


# ---- header ------------------------------------------------------------------------------------------------------------

BASE_FIELDS = [
    ("parentHash", named("parent")),
    ("sha3Uncles", keccak(b"\xc0")),
    ("miner", named("miner")[:20]),
    ("stateRoot", named("state")),
    ("transactionsRoot", named("transactions")),
    ("receiptsRoot", named("receipts")),
    ("logsBloom", bytes(256)),
    ("difficulty", 0),
    ("number", 21),
    ("gasLimit", 30_000_000),
    ("gasUsed", 127),
    ("timestamp", 1_795_000_085),
    ("extraData", b"baton"),
    ("mixHash", named("randao")),
    ("nonce", bytes(8)),
]
FORKS = [
    ("london", [("baseFeePerGas", 128)]),
    ("shanghai", [("withdrawalsRoot", named("withdrawals"))]),
    ("cancun", [("blobGasUsed", 0), ("excessBlobGas", 131_072), ("parentBeaconBlockRoot", named("beacon"))]),
    ("prague", [("requestsHash", hashlib.sha256(b"").digest())]),
    ("later", [("blockAccessListHash", named("access")), ("slotNumber", 2**40)]),
]


def header(fields):
    return rlp_list([quantity(v) if isinstance(v, int) else v for _, v in fields])


def fields_of(fork):
    fields = list(BASE_FIELDS)
    for name, added in FORKS:
        fields += added
        if name == fork:
            return fields
    return list(BASE_FIELDS)


def changed(fields, **values):
    return [(name, values.get(name, value)) for name, value in fields]


PRAGUE = fields_of("prague")
HEADER = header(PRAGUE)


def header_vectors():
    cases = []
    variants = [("frontier", fields_of("frontier"))] + [(name, fields_of(name)) for name, _ in FORKS]
    variants += [
        ("zeros", changed(PRAGUE, number=0, gasUsed=0, timestamp=0, extraData=b"", baseFeePerGas=0)),
        ("one-byte-extra-data-is-its-own-prefix", changed(PRAGUE, extraData=b"\x7f")),
        ("one-byte-extra-data-with-prefix", changed(PRAGUE, extraData=b"\x80")),
        ("56-byte-extra-data-has-a-long-prefix", changed(PRAGUE, extraData=b"x" * 56)),
        ("largest-numbers", changed(PRAGUE, number=2**48 - 1, gasUsed=2**48 - 1, timestamp=(2**48 - 1) // 1000,
                                    gasLimit=2**64 - 1, difficulty=2**256 - 1, baseFeePerGas=2**256 - 1)),
    ]
    for name, fields in variants:
        rlp = header(fields)
        values = dict(fields)
        cases.append({
            "name": name,
            "rpc": {k: hex(v) if isinstance(v, int) else v for k, v in fields},
            "rlp": rlp,
            "hash": keccak(rlp),
            "parentHash": values["parentHash"],
            "number": values["number"],
            "gasUsed": values["gasUsed"],
            "timestamp": values["timestamp"],
            "mixHash": values["mixHash"],
        })
    unknown = header(PRAGUE + [("?", named("unknown")), ("?", 7), ("?", named("a")), ("?", b"")])
    cases.append({**cases[4], "name": "fields-of-a-later-fork", "rpc": None, "rlp": unknown, "hash": keccak(unknown)})

    items = [quantity(v) if isinstance(v, int) else v for _, v in PRAGUE]
    body = b"".join(rlp_bytes(i) for i in items)

    def raw(at, encoded):
        content = b"".join(encoded if i == at else rlp_bytes(item) for i, item in enumerate(items))
        return b"\xf9" + len(content).to_bytes(2, "big") + content

    refused = [
        ("empty", b"", "MALFORMED"),
        ("empty-list", b"\xc0", "MALFORMED"),
        ("string-instead-of-list", b"\xb9" + HEADER[1:], "MALFORMED"),
        ("cut-by-one", HEADER[:-1], "MALFORMED"),
        ("one-byte-left-over", HEADER + b"\x00", "MALFORMED"),
        ("length-with-leading-zero", b"\xfa\x00" + len(body).to_bytes(2, "big") + body, "MALFORMED"),
        ("length-of-eight-bytes", b"\xff" + b"\xff" * 8 + body, "MALFORMED"),
        ("fourteen-fields", header(PRAGUE[:14]), "MALFORMED"),
        ("thirty-three-fields", header(PRAGUE + [("?", 1)] * 12), "MALFORMED"),
        ("unknown-field-of-33-bytes", header(PRAGUE + [("?", named("access")), ("?", 1), ("?", b"x" * 33)]), "MALFORMED"),
        ("list-within", raw(12, b"\xc0"), "MALFORMED"),
        ("short-parent-hash", header(changed(PRAGUE, parentHash=b"x" * 31)), "MALFORMED"),
        ("long-miner", header(changed(PRAGUE, miner=b"x" * 21)), "MALFORMED"),
        ("short-bloom", header(changed(PRAGUE, logsBloom=b"x" * 255)), "MALFORMED"),
        ("short-nonce", header(changed(PRAGUE, nonce=b"x" * 7)), "MALFORMED"),
        ("number-with-leading-zero", header(changed(PRAGUE, number=b"\x00\x15")), "MALFORMED"),
        ("number-zero-as-a-byte", raw(8, b"\x00"), "MALFORMED"),
        ("number-of-nine-bytes", header(changed(PRAGUE, number=2**64)), "MALFORMED"),
        ("number-beyond-the-bound", header(changed(PRAGUE, number=2**48)), "MALFORMED"),
        ("number-with-the-sign-bit", header(changed(PRAGUE, number=2**63)), "MALFORMED"),
        ("timestamp-beyond-the-bound", header(changed(PRAGUE, timestamp=2**48 // 1000 + 1)), "MALFORMED"),
        ("byte-with-needless-prefix", raw(10, b"\x81\x7f"), "MALFORMED"),
        ("short-string-with-long-prefix", raw(12, b"\xb8\x05baton"), "MALFORMED"),
        ("item-longer-than-the-list", raw(20, b"\xa1" + b"x" * 32), "MALFORMED"),
        ("extra-data-of-1025-bytes", header(changed(PRAGUE, extraData=b"x" * 1025)), "MALFORMED"),
        ("more-than-4096-bytes", header(changed(PRAGUE, extraData=b"x" * 4096)), "TOO_LARGE"),
    ]
    write("header/headers.json", {
        "headers": cases,
        "refused": [{"name": n, "rlp": r, "verdict": v} for n, r, v in refused],
    })


# ---- merkle ------------------------------------------------------------------------------------------------------------


def merkle_levels(digests):
    level = [keccak(b"\x00", d) for d in sorted(set(digests))]
    levels = [level]
    while len(level) > 1:
        pairs = [sorted(level[i : i + 2]) for i in range(0, len(level), 2)]
        level = [keccak(b"\x01", *pair) if len(pair) == 2 else pair[0] for pair in pairs]
        levels.append(level)
    return levels


def merkle_proof(levels, index):
    proof = []
    for level in levels[:-1]:
        proof += [level[index ^ 1]] if index ^ 1 < len(level) else []
        index //= 2
    return proof


def merkle_vectors():
    trees, refused = [], []
    for count in (1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 33):
        digests = [named(f"leaf {i}") for i in range(count)]
        levels = merkle_levels(digests)
        leaves = sorted(digests)
        trees.append({
            "name": f"{count}-leaves",
            "digests": digests,
            "root": levels[-1][0],
            "leaves": [{"digest": d, "proof": merkle_proof(levels, i)} for i, d in enumerate(leaves)],
        })
    digests = [named("leaf 2"), named("leaf 0"), named("leaf 2"), named("leaf 1"), named("leaf 0")]
    levels = merkle_levels(digests)
    trees.append({
        "name": "repeated-and-out-of-order-is-the-tree-of-3",
        "digests": digests,
        "root": levels[-1][0],
        "leaves": [{"digest": d, "proof": merkle_proof(levels, i)} for i, d in enumerate(sorted(set(digests)))],
    })
    ends = [bytes(32), b"\xff" * 32, b"\x80" + bytes(31), b"\x7f" + b"\xff" * 31]
    levels = merkle_levels(ends)
    trees.append({
        "name": "order-is-unsigned",
        "digests": ends,
        "root": levels[-1][0],
        "leaves": [{"digest": d, "proof": merkle_proof(levels, i)} for i, d in enumerate(sorted(ends))],
    })
    tree = trees[6]
    root, first = tree["root"], tree["leaves"][0]
    level = merkle_levels(tree["digests"])
    refused += [
        {"name": "another-digest", "root": root, "digest": named("leaf 99"), "proof": first["proof"]},
        {"name": "proof-of-another-leaf", "root": root, "digest": first["digest"], "proof": tree["leaves"][2]["proof"]},
        {"name": "proof-too-short", "root": root, "digest": first["digest"], "proof": first["proof"][:-1]},
        {"name": "proof-too-long", "root": root, "digest": first["digest"], "proof": first["proof"] + [root]},
        {"name": "an-inner-node-is-no-leaf", "root": root, "digest": level[1][0], "proof": merkle_proof(level[1:], 0)},
        {"name": "the-root-is-no-leaf", "root": root, "digest": root, "proof": []},
        {"name": "a-leaf-hash-is-no-leaf", "root": root, "digest": level[0][0], "proof": first["proof"]},
        {"name": "no-proof", "root": root, "digest": first["digest"], "proof": []},
        {"name": "33-siblings", "root": root, "digest": first["digest"], "proof": [root] * 33},
    ]
    write("merkle/trees.json", {"trees": trees, "refused": refused})


# ---- task --------------------------------------------------------------------------------------------------------------

RULES = {
    "name": "devnet", "protocolVersion": 1, "chainId": CHAIN_ID, "startBlock": 20, "genesisTimeSec": 1_795_000_000,
    "slotSeconds": 4, "slotsPerEpoch": 8, "snapshotLagEpochs": 1, "deadlineMs": 3_500,
}


def part_tasks(rules, proof_type, count):
    """W-37: the parts in their order, and the whole."""
    rlp = header(changed(PRAGUE, number=rules["startBlock"] + 1, timestamp=rules["genesisTimeSec"] + 5))
    type_id = keccak(proof_type.encode())
    start = (rules["genesisTimeSec"] + 5) * 1000
    part_span = rules["deadlineMs"] * 66 // 100
    places = [(1, index, count, start + part_span) for index in range(count)] + [(0, 0, 1, start + rules["deadlineMs"])]
    return {
        "headerRlp": rlp,
        "proofType": type_id,
        "parts": count,
        "partDeadlineMs": part_span,
        "tasks": [
            {"taskId": keccak(abi(rules["chainId"], keccak(rlp), type_id, stage, index, of)), "stage": stage, "index": index,
             "count": of, "deadlineMs": deadline}
            for stage, index, of, deadline in places
        ],
    }


def task_vectors():
    networks = []
    for changes in ({}, {"name": "l1", "chainId": 1, "startBlock": 24_000_000, "genesisTimeSec": 1_606_824_023,
                         "slotSeconds": 12, "slotsPerEpoch": 32, "snapshotLagEpochs": 4, "deadlineMs": 10_000}):
        rules = {**RULES, **changes}
        tasks = []
        for after, number in ((0, 1), (1, 1), (3, 2), (4, 3), (85, 21), (1_000_003, 250_000)):
            fields = changed(PRAGUE, number=rules["startBlock"] + number, timestamp=rules["genesisTimeSec"] + after)
            rlp = header(fields)
            slot = after // rules["slotSeconds"]
            epoch = slot // rules["slotsPerEpoch"]
            for proof_type in ("header-sponge-v1", "header-tree-v1"):
                type_id = keccak(proof_type.encode())
                start = (rules["genesisTimeSec"] + after) * 1000
                tasks.append({
                    "headerRlp": rlp,
                    "proofTypeName": proof_type,
                    "proofType": type_id,
                    "taskId": keccak(abi(rules["chainId"], keccak(rlp), type_id, 0, 0, 1)),
                    "slot": slot,
                    "slotStartMs": start,
                    "deadlineMs": start + rules["deadlineMs"],
                    "epoch": epoch,
                    "epochFirstSlot": epoch * rules["slotsPerEpoch"],
                    "epochLastSlot": (epoch + 1) * rules["slotsPerEpoch"] - 1,
                })
        parts = [part_tasks(rules, proof_type, count) for proof_type, count in (("header-split-v1", 3), ("header-tree-v1", 16))]
        no_task = [
            {"name": "start-block", "headerRlp": header(changed(
                PRAGUE, number=rules["startBlock"], timestamp=rules["genesisTimeSec"]))},
            {"name": "before-genesis-time", "headerRlp": header(changed(
                PRAGUE, number=rules["startBlock"] + 1, timestamp=rules["genesisTimeSec"] - 1))},
        ]
        network_id = keccak(abi(keccak(rules["name"].encode()), *[rules[k] for k in RULES if k != "name"]))
        topics = {f: f"/baton/{rules['name']}/{rules['protocolVersion']}/{f}" for f in ("task", "lease", "beat", "result", "beacon")}
        networks.append({"rules": rules, "networkId": network_id, "topics": topics, "tasks": tasks, "parts": parts, "noTask": no_task})
    snapshots = [
        {"epoch": e, "registryBlockHash": b, "seed": s, "id": keccak(abi(e, b, s))}
        for e, b, s in ((0, bytes(32), named("seed")), (1, named("registry block"), named("seed")),
                        (2**40, named("registry block"), named("another seed")))
    ]
    write("task/tasks.json", {"networks": networks, "snapshots": snapshots})


# ---- messages ----------------------------------------------------------------------------------------------------------

LEASE_TYPE = ("Lease(bytes32 taskId,uint32 term,uint32 prover,bytes32 snapshotId,bytes32 prev,uint8 cause,bytes32 evidence,"
              "uint16 lane,uint64 nonce,bytes32 beatKey,uint64 issuedAtMs)")
RELEASE_TYPE = "Release(bytes32 leaseDigest,uint8 reason,uint64 issuedAtMs)"
COMPLETION_TYPE = "Completion(bytes32 leaseDigest,bytes32 proofHash,uint32 sizeBytes)"
READY_TYPE = "Ready(uint32 prover,uint64 slot,bytes32[] proofTypes)"
PASS_TYPE = "Pass(bytes32 taskId,uint32 prover)"
DOMAIN = keccak(abi(
    keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
    keccak(b"Baton"), keccak(b"1"), CHAIN_ID, REGISTRY))
KEY, BEAT_SEED = named("lease key"), named("beat seed")
BEAT_KEY = ed_public(BEAT_SEED)


def typed(type_string, *values):
    return keccak(b"\x19\x01", DOMAIN, keccak(abi(keccak(type_string.encode()), *values)))


def beat_bytes(lease_digest, sequence, stage, ppm, finish):
    return (b"baton-beat-v1" + lease_digest + sequence.to_bytes(8, "big") + stage.to_bytes(4, "big")
            + ppm.to_bytes(4, "big") + finish.to_bytes(8, "big"))


def signed_beat(*values, seed=BEAT_SEED):
    data = beat_bytes(*values)
    return hashlib.sha256(data).digest(), message(*values, ed_public(seed), ed_sign(seed, data))


def signed(type_string, *values, key=KEY):
    digest = typed(type_string, *values)
    return digest, message(*values, k1_sign(key, digest))


LEASE = {"taskId": named("task"), "term": 2, "prover": 3, "snapshotId": named("snapshot"), "prev": named("prev"), "cause": 3,
         "evidence": bytes(32), "lane": 1, "nonce": 17, "beatKey": BEAT_KEY, "issuedAtMs": TERM_ONE_MS}


def signed_lease(tail=b"", key=KEY, **changes):
    values = {**LEASE, **changes}.values()
    digest, encoded = signed(LEASE_TYPE, *values, key=key)
    return digest, encoded + tail


def signed_ready(prover, slot, types):
    digest = typed(READY_TYPE, prover, slot, keccak(b"".join(types)))
    encoded = message(prover, slot) + b"".join(field(3, t) for t in types) + field(4, k1_sign(KEY, digest))
    return digest, encoded


def message_vectors():
    cases = []

    def good(name, family, digest, encoded, signer=k1_address(KEY)):
        cases.append({"name": name, "family": family, "bytes": encoded, "verdict": "ok", "digest": digest, "signer": signer})

    def bad(name, family, encoded, verdict="MALFORMED"):
        cases.append({"name": name, "family": family, "bytes": encoded, "verdict": verdict})

    prev = LEASE["prev"]
    beat_digest, beat = signed_beat(prev, 1_500, 1, 250_000, TERM_ONE_MS + 2_000)
    release_digest, release = signed(RELEASE_TYPE, prev, 1, TERM_ONE_MS)
    completion_digest, completion = signed(COMPLETION_TYPE, prev, named("proof"), 288)

    lease_digest, lease = signed_lease()
    good("lease", "lease", lease_digest, lease)
    good("lease-term-1-zeros-left-out", "lease", *signed_lease(
        term=1, prover=0, prev=bytes(32), cause=0, lane=0, nonce=1, issuedAtMs=0))
    good("lease-largest-values", "lease", *signed_lease(
        term=2**31 - 1, prover=2**31 - 1, cause=6, lane=65535, nonce=2**48 - 1, issuedAtMs=2**48 - 1))
    good("lease-with-beat", "lease", *signed_lease(field(13, beat), evidence=beat_digest))
    good("lease-with-release", "lease", *signed_lease(field(14, release), evidence=release_digest, cause=2))
    good("lease-with-completion", "lease", *signed_lease(field(15, completion), evidence=completion_digest, cause=1))
    good("beat", "beat", beat_digest, beat, BEAT_KEY)
    good("beat-zeros-left-out", "beat", *signed_beat(prev, 0, 0, 0, 0), BEAT_KEY)
    good("beat-largest-values", "beat", *signed_beat(prev, 2**48 - 1, 2**31 - 1, 1_000_000, 2**48 - 1), BEAT_KEY)
    good("release", "result", release_digest, field(1, release))
    good("completion", "result", completion_digest, field(2, completion))
    good("completion-of-largest-proof", "result", *(
        lambda d, e: (d, field(2, e)))(*signed(COMPLETION_TYPE, prev, named("proof"), 2**22)))
    later_digest, later = signed_lease(nonce=18, taskId=named("later task"))
    good("lease-with-lease", "lease", *signed_lease(field(16, later), evidence=later_digest, cause=2))
    citing_digest, citing = signed_lease(nonce=19, evidence=beat_digest)
    good("lease-with-lease-that-cites", "lease", *signed_lease(field(16, citing), evidence=citing_digest, cause=2))
    types = sorted([named("type a"), named("type b")])
    ready_digest, ready = signed_ready(3, 17, types)
    pass_digest, passed = signed(PASS_TYPE, LEASE["taskId"], 3)
    good("ready", "beacon", ready_digest, field(1, ready))
    good("ready-zeros-left-out", "beacon", *(lambda d, e: (d, field(1, e)))(*signed_ready(0, 0, types[:1])))
    good("ready-sixteen-types", "beacon", *(lambda d, e: (d, field(1, e)))(
        *signed_ready(2**31 - 1, 2**48 - 1, [named(f"type {i}") for i in range(16)])))
    good("pass", "beacon", pass_digest, field(2, passed))

    # One encoding per message.
    bad("lease-empty", "lease", b"")
    bad("lease-cut-by-one", "lease", lease[:-1])
    bad("lease-one-byte-left-over", "lease", lease + b"\x00")
    bad("lease-unknown-field", "lease", lease + field(99, 1))
    bad("lease-unknown-field-in-evidence", "lease", signed_lease(field(13, beat + field(9, 1)), evidence=beat_digest)[1])
    bad("lease-field-twice", "lease", lease + field(2, 2))
    bad("lease-two-evidences", "lease", signed_lease(field(13, beat) + field(14, release), evidence=release_digest)[1])
    bad("lease-fields-out-of-order", "lease", field(2, 2) + lease.replace(field(2, 2), b"", 1))
    bad("lease-default-written", "lease", signed_lease(lane=0)[1].replace(field(9, 17), b"\x40\x00" + field(9, 17)))
    bad("lease-long-varint", "lease", lease.replace(field(9, 17), b"\x48\x91\x00"))
    bad("lease-varint-of-eleven-bytes", "lease", lease.replace(field(9, 17), b"\x48" + b"\xff" * 10 + b"\x01"))
    bad("lease-term-beyond-32-bits", "lease", lease.replace(field(2, 2), field(2, 2**32 + 2)))
    bad("lease-wrong-wire-type", "lease", lease.replace(field(2, 2), b"\x15\x02\x00\x00\x00"))
    bad("lease-group", "lease", lease + b"\xa3\x06\xa4\x06")
    bad("lease-length-beyond-end", "lease", b"\x0a\xff\xff\xff\xff\x07" + lease[2:])
    bad("lease-too-large", "lease", lease + field(99, b"x" * 2048), "TOO_LARGE")
    # Lengths and ranges.
    bad("lease-short-task-id", "lease", signed_lease(taskId=b"x" * 31)[1])
    bad("lease-no-prev", "lease", signed_lease(prev=b"")[1])
    bad("lease-no-evidence-digest", "lease", signed_lease(evidence=b"")[1])
    bad("lease-short-signature", "lease", message(*LEASE.values(), bytes(64)))
    bad("lease-long-signature", "lease", message(*LEASE.values(), bytes(66)))
    bad("lease-term-0", "lease", signed_lease(term=0)[1])
    bad("lease-term-2-to-the-31", "lease", signed_lease(term=2**31)[1])
    bad("lease-prover-2-to-the-31", "lease", signed_lease(prover=2**31)[1])
    bad("lease-cause-7", "lease", signed_lease(cause=7)[1])
    bad("lease-lane-65536", "lease", signed_lease(lane=65536)[1])
    bad("lease-nonce-0", "lease", signed_lease(nonce=0)[1])
    bad("lease-nonce-beyond-bound", "lease", signed_lease(nonce=2**48)[1])
    bad("lease-nonce-2-to-the-64-less-1", "lease", signed_lease(nonce=2**64 - 1)[1])
    bad("lease-time-beyond-bound", "lease", signed_lease(issuedAtMs=2**48)[1])
    bad("beat-ppm-beyond-a-million", "beat", signed_beat(prev, 1, 0, 1_000_001, 0)[1])
    bad("beat-sequence-beyond-bound", "beat", signed_beat(prev, 2**48, 0, 0, 0)[1])
    bad("beat-short-key", "beat", message(prev, 1, 0, 0, 0, BEAT_KEY[:31], bytes(64)))
    bad("beat-long-signature", "beat", message(prev, 1, 0, 0, 0, BEAT_KEY, bytes(65)))
    bad("beat-too-large", "beat", beat + field(99, b"x" * 2048), "TOO_LARGE")
    bad("result-empty", "result", b"")
    bad("result-both", "result", field(1, release) + field(2, completion))
    bad("release-reason-4", "result", field(1, signed(RELEASE_TYPE, prev, 4, TERM_ONE_MS)[1]))
    bad("completion-of-nothing", "result", field(2, signed(COMPLETION_TYPE, prev, named("proof"), 0)[1]))
    bad("completion-too-large-a-proof", "result", field(2, signed(COMPLETION_TYPE, prev, named("proof"), 2**22 + 1)[1]))
    bad("result-too-large", "result", field(1, release) + field(99, b"x" * 2048), "TOO_LARGE")
    bad("beacon-empty", "beacon", b"")
    bad("beacon-both", "beacon", field(1, ready) + field(2, passed))
    bad("ready-no-types", "beacon", field(1, signed_ready(3, 17, [])[1]))
    bad("ready-seventeen-types", "beacon", field(1, signed_ready(3, 17, [named(f"type {i}") for i in range(17)])[1]))
    bad("ready-short-type", "beacon", field(1, signed_ready(3, 17, [b"x" * 31])[1]))
    bad("ready-slot-beyond-bound", "beacon", field(1, signed_ready(3, 2**48, types)[1]))
    bad("ready-prover-2-to-the-31", "beacon", field(1, signed_ready(2**31, 17, types)[1]))
    bad("pass-short-task-id", "beacon", field(2, signed(PASS_TYPE, b"x" * 31, 3)[1]))
    bad("pass-prover-2-to-the-31", "beacon", field(2, signed(PASS_TYPE, LEASE["taskId"], 2**31)[1]))
    bad("beacon-too-large", "beacon", field(1, ready) + field(99, b"x" * 2048), "TOO_LARGE")
    bad("pass-recovery-id-29", "beacon", field(2, passed[:-1] + b"\x1d"), "BAD_SIGNATURE")
    bad("lease-with-lease-with-evidence", "lease", signed_lease(
        field(16, signed_lease(field(13, beat), nonce=19, evidence=beat_digest)[1]), evidence=citing_digest, cause=2)[1])
    bad("lease-with-forged-lease", "lease", signed_lease(
        field(16, later[:-1] + b"\x1d"), evidence=later_digest, cause=2)[1], "BAD_EVIDENCE")
    # Evidence.
    bad("lease-names-evidence-without-it", "lease", signed_lease(evidence=beat_digest)[1], "BAD_EVIDENCE")
    bad("lease-carries-evidence-unnamed", "lease", signed_lease(field(13, beat))[1], "BAD_EVIDENCE")
    bad("lease-carries-other-evidence", "lease", signed_lease(field(13, beat), evidence=release_digest)[1], "BAD_EVIDENCE")
    forged = beat[:-64] + ed_sign(BEAT_SEED, b"something else")
    bad("lease-with-forged-beat", "lease", signed_lease(field(13, forged), evidence=beat_digest)[1], "BAD_EVIDENCE")
    torn = release[:-1] + b"\x1d"
    bad("lease-with-forged-release", "lease", signed_lease(field(14, torn), evidence=release_digest, cause=2)[1], "BAD_EVIDENCE")
    # Signatures.
    r, s, v = lease[-65:-33], int.from_bytes(lease[-33:-1], "big"), lease[-1]
    bad("lease-high-s", "lease", lease[:-65] + r + word(N - s) + bytes([55 - v]), "BAD_SIGNATURE")
    bad("lease-recovery-id-29", "lease", lease[:-1] + b"\x1d", "BAD_SIGNATURE")
    bad("lease-recovery-id-0", "lease", lease[:-1] + b"\x00", "BAD_SIGNATURE")
    bad("lease-zero-s", "lease", lease[:-33] + bytes(32) + lease[-1:], "BAD_SIGNATURE")
    bad("beat-of-another-key", "beat", beat[:-64] + ed_sign(named("other"), beat_bytes(
        prev, 1_500, 1, 250_000, TERM_ONE_MS + 2_000)), "BAD_SIGNATURE")
    bad("beat-changed", "beat", beat.replace(field(3, 1), field(3, 2)), "BAD_SIGNATURE")
    # Task announcements.
    proof_type = keccak(b"header-sponge-v1")
    task = message(HEADER, proof_type)
    cases.append({"name": "task", "family": "task", "bytes": task, "verdict": "ok", "digest": keccak(HEADER),
                  "signer": None})
    bad("task-empty", "task", b"")
    bad("task-no-type", "task", message(HEADER))
    bad("task-short-type", "task", message(HEADER, proof_type[:31]))
    bad("task-header-cut", "task", message(HEADER[:-1], proof_type))
    bad("task-unknown-field", "task", task + field(3, 1))
    bad("task-header-too-large", "task", message(header(changed(PRAGUE, extraData=b"x" * 4096)), proof_type), "TOO_LARGE")
    bad("task-too-large", "task", message(HEADER, b"x" * 8192), "TOO_LARGE")
    write("messages/messages.json", {"chainId": CHAIN_ID, "registry": REGISTRY, "cases": cases})


# ---- Ed25519 at the edges ----------------------------------------------------------------------------------------------


def ed25519_vectors():
    cases = []

    def case(name, public, data, signature, valid):
        cases.append({"name": name, "publicKey": public, "message": data, "signature": signature, "valid": valid})

    a, _ = ed_secret(BEAT_SEED)
    key_point = ed_decode(BEAT_KEY)
    order8 = ed_decode(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
    small = {8: order8, 4: ed_multiply(order8, 2), 2: ed_multiply(order8, 4), 1: (0, 1)}
    data = beat_bytes(named("lease"), 500, 0, 1, 0)
    good = ed_sign(BEAT_SEED, data)
    case("good", BEAT_KEY, data, good, True)
    case("empty-message", BEAT_KEY, b"", ed_sign(BEAT_SEED, b""), True)
    case("another-message", BEAT_KEY, data + b"x", good, False)
    case("another-key", ed_public(named("other")), data, good, False)
    case("s-plus-order", BEAT_KEY, data, good[:32] + (int.from_bytes(good[32:], "little") + L).to_bytes(32, "little"), False)
    case("zero-signature", BEAT_KEY, data, bytes(64), False)

    def sign_with(r_point, r_bytes, r, public, text):
        k = ed_challenge(r_bytes, public, text)
        return r_bytes + ((r + k * a) % L).to_bytes(32, "little")

    for order in (8, 4, 2):
        for i in range(4):  # some implementations refuse only a part of these
            r = int.from_bytes(named(f"r {order} {i}"), "little") % L
            point = ed_add(ed_multiply(ED_BASE, r), small[order])
            case(f"r-has-a-part-of-order-{order}-{i}", BEAT_KEY, data,
                 sign_with(point, ed_encode(point), r, BEAT_KEY, data), False)
    case("r-is-the-neutral-point", BEAT_KEY, data, sign_with((0, 1), ed_encode((0, 1)), 0, BEAT_KEY, data), False)
    case("r-is-the-neutral-point-not-canonical", BEAT_KEY, data,
         sign_with((0, 1), (Q + 1).to_bytes(32, "little"), 0, BEAT_KEY, data), False)
    for order in (8, 4, 2):
        public = ed_encode(ed_add(key_point, small[order]))
        count = 0
        while True:  # until the small part vanishes, so that the plain equation holds
            r = int.from_bytes(named(f"k {order} {count}"), "little") % L
            r_bytes = ed_encode(ed_multiply(ED_BASE, r))
            if ed_challenge(r_bytes, public, data) % order == 0:
                break
            count += 1
        case(f"key-has-a-part-of-order-{order}", public, data, sign_with(None, r_bytes, r, public, data), False)
    for order in (8, 4, 2, 1):
        public = ed_encode(small[order])
        r = order
        r_bytes = ed_encode(ed_multiply(ED_BASE, r))
        count = 0
        while ed_challenge(r_bytes, public, data + bytes([count])) % order:
            count += 1
        case(f"key-of-order-{order}", public, data + bytes([count]), r_bytes + r.to_bytes(32, "little"), False)
    case("key-not-canonical", (Q + 1).to_bytes(32, "little"), data,
         ed_encode(ed_multiply(ED_BASE, 5)) + (5).to_bytes(32, "little"), False)
    case("key-not-on-the-curve", (2).to_bytes(32, "little"), data, good, False)
    write("messages/ed25519.json", {"cases": cases})


header_vectors()
merkle_vectors()
task_vectors()
message_vectors()
ed25519_vectors()
