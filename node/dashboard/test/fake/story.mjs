// A network's stream as a node would send it: what happens in each slot is told below, the times are exact and
// the same at each run. Events carry `atMs` on the story's own clock, whose zero is the start of the first slot.

import { createHash } from "node:crypto";

export const SLOT_MS = 4000;
export const DEADLINE_MS = 3500;
export const FIRST_SLOT = 1200;
const TYPES = ["header-sponge-v1", "header-tree-v1"];
const NAMES = ["alice", "bob", "carol", "dora"];

const hash = (text) => "0x" + createHash("sha256").update(String(text)).digest("hex");

export const status = {
  name: "alice",
  network: "devnet",
  prover: 0,
  peerId: "12D3KooWAliceQJmzvHzLQ1Lt2s9T2zX4sVbS4vFb4jTzF9uC3kLm",
  version: "0.1.0",
  chainId: 31337,
  headSlot: FIRST_SLOT,
  headBlock: 21,
  peers: [1, 2, 3].map((prover) => ({
    peerId: `12D3KooWPeer${prover}QJmzvHzLQ1Lt2s9T2zX4sVbS4vFb4jTzF9uC3kL`,
    address: `/ip4/127.0.0.1/tcp/${4001 + prover}`,
    outbound: prover !== 2,
    prover,
  })),
  reachability: {
    state: "reachable",
    addresses: [
      { address: "/ip4/203.0.113.7/tcp/4001", state: "reachable", reached: 2, notReached: 0, unanswered: 1 },
    ],
  },
  discovery: null,
  claiming: true,
  clock: { slotSeconds: SLOT_MS / 1000, deadlineMs: DEADLINE_MS, genesisTime: 1795000000 },
  proofTypes: TYPES.map((name) => ({ id: hash(name), name })),
  provers: NAMES.map((name, index) => ({ index, name, operator: hash(name).slice(0, 42) })),
  provenTypes: 2,
  counters: { refused: 0, "mined-accuse": 1, "charge-found": 1, "mined-answer-proof": 1 },
  startedAt: 1795000000000,
};

/** What may happen to a task; times are milliseconds after the slot's start. */
const FATES = {
  proven: (holder, ms) => ({
    leases: [{ holder, from: 32, beatsTo: 32 + ms, end: "won" }],
    provenAt: 32 + ms,
  }),
  killed: (holder, next) => ({
    leases: [
      { holder, from: 30, beatsTo: 530, end: "overtaken" },
      { holder: next, from: 2246, beatsTo: 3010, end: "won", cause: "SILENT" },
    ],
    provenAt: 3010,
  }),
  failed: (holder, next) => ({
    leases: [
      { holder, from: 28, beatsTo: 940, end: "failed" },
      { holder: next, from: 985, beatsTo: 1900, end: "won", cause: "FAILED" },
    ],
    provenAt: 1900,
  }),
  released: (holder, next) => ({
    leases: [
      { holder, from: 35, beatsTo: 610, end: "released" },
      { holder: next, from: 655, beatsTo: 1498, end: "won", cause: "RELEASED" },
    ],
    provenAt: 1498,
  }),
  late: (holder, next) => ({
    leases: [
      { holder, from: 30, beatsTo: 1030, end: "overtaken" },
      { holder: next, from: 2741, beatsTo: 3905, end: "won", cause: "SILENT" },
    ],
    provenAt: 3905,
  }),
  tooLate: (holder, next, third) => ({
    leases: [
      { holder, from: 30, beatsTo: 530, end: "overtaken" },
      { holder: next, from: 2235, beatsTo: 2235, end: "overtaken", cause: "SILENT" },
      { holder: third, from: 3940, beatsTo: 5200, end: "won", cause: "SILENT" },
    ],
    provenAt: 5200,
  }),
  missed: (holder, next) => ({
    leases: [
      { holder, from: 31, beatsTo: 1031, end: "silent" },
      { holder: next, from: 2736, beatsTo: 3236, end: "silent", cause: "SILENT" },
    ],
    missedAt: 6000,
  }),
  hedged: (holder, next) => ({
    leases: [
      { holder, from: 29, beatsTo: 2400, end: "lost" },
      { holder: next, from: 640, beatsTo: 2410, end: "won", cause: "HEDGE" },
    ],
    provenAt: 2410,
  }),
  unclaimed: () => ({ leases: [], missedAt: 6000 }),
  orphaned: (holder) => ({ leases: [{ holder, from: 30, beatsTo: 530, end: "void" }], orphanedAt: 900 }),
};

/** Slot by slot; the list repeats. */
const PLOT = [
  [FATES.proven(0, 812), FATES.proven(1, 905)],
  [FATES.proven(2, 777), FATES.proven(0, 930)],
  [FATES.killed(1, 3), FATES.proven(2, 868)],
  [FATES.proven(3, 701), FATES.late(1, 0)],
  [FATES.failed(0, 2), FATES.proven(3, 744)],
  [FATES.proven(2, 1240), FATES.proven(3, 655)],
  [FATES.hedged(3, 1), FATES.missed(1, 2)],
  [FATES.proven(0, 698), FATES.released(2, 0)],
  [FATES.tooLate(1, 2, 3), FATES.proven(0, 1022)],
  [FATES.proven(3, 590), FATES.proven(1, 640)],
  [FATES.orphaned(2), FATES.orphaned(3)],
  [FATES.proven(1, 833), FATES.unclaimed()],
];

/** The events of `slots` slots in the order of their times. */
export function story({ slots, firstStartMs }) {
  const events = [];
  for (let at = 0; at < slots; at++) events.push(...slotEvents(at, firstStartMs));
  return events.sort((a, b) => a.atMs - b.atMs);
}

function slotEvents(at, firstStartMs) {
  const slot = FIRST_SLOT + at;
  const startMs = firstStartMs + at * SLOT_MS;
  const view = {
    slot,
    blockNumber: 21 + at,
    blockHash: hash(`block ${slot}`),
    startMs,
    deadlineMs: startMs + DEADLINE_MS,
    tasks: TYPES.map((proofType) => ({
      taskId: hash(`task ${slot} ${proofType}`),
      proofType,
      part: null,
      state: "open",
      leases: [],
      provenAtMs: null,
      provenBy: null,
      proofMs: null,
      verifyMs: null,
      onTime: null,
      settlement: null,
    })),
    anchor: null,
  };
  const steps = [[14, () => {}]];
  PLOT[at % PLOT.length].forEach((fate, index) =>
    steps.push(...taskSteps(fate, view.tasks[index], slot, startMs)),
  );
  if (!PLOT[at % PLOT.length].some((fate) => fate.orphanedAt)) {
    const anchored = Math.max(...PLOT[at % PLOT.length].map((fate) => fate.provenAt ?? fate.missedAt)) + 1500;
    steps.push([anchored, () => (view.anchor = anchorOf(slot, view))]);
  }
  steps.sort((a, b) => a[0] - b[0]);
  return steps.map(([ms, change]) => {
    change();
    return { atMs: at * SLOT_MS + ms, event: "slot", data: structuredClone(view) };
  });
}

function taskSteps(fate, task, slot, startMs) {
  const steps = [];
  fate.leases.forEach((lease, index) => {
    const view = {
      digest: hash(`lease ${task.taskId} ${index + 1}`),
      term: index + 1,
      prover: lease.holder,
      cause: lease.cause ?? "FIRST",
      issuedAtMs: startMs + lease.from,
      lastBeatMs: null,
      ppm: 0,
      stage: 0,
      predictedFinishMs: null,
      state: "running",
      beats: [],
    };
    const successor = fate.leases[index + 1];
    steps.push([
      lease.from + 2,
      () => {
        task.state = "leased";
        task.leases.push(view);
      },
    ]);
    for (let ms = lease.from + 250; ms <= lease.beatsTo; ms += 250) {
      steps.push([
        ms + 2,
        () => {
          const share = (ms - lease.from) / (lease.end === "won" ? lease.beatsTo - lease.from : 1150);
          view.ppm = Math.min(990_000, Math.round(share * share * 300_000 + share * 650_000));
          view.stage = view.ppm > 350_000 ? 1 : 0;
          view.lastBeatMs = startMs + ms;
          view.predictedFinishMs = startMs + Math.max(lease.beatsTo, lease.from + 1000);
          view.beats.push([view.lastBeatMs, view.ppm]);
        },
      ]);
    }
    if (lease.end === "overtaken" || lease.end === "silent") {
      steps.push([lease.beatsTo + 1700, () => (view.state = "silent")]);
      if (successor) steps.push([successor.from + 3, () => (view.state = lease.end)]);
    } else if (lease.end !== "won") {
      steps.push([lease.beatsTo + 3, () => (view.state = lease.end)]);
    }
    if (lease.end === "won") {
      steps.push([
        fate.provenAt + 8,
        () => {
          view.state = "won";
          view.ppm = 1_000_000;
          task.state = "proven";
          task.provenAtMs = startMs + fate.provenAt;
          task.provenBy = lease.holder;
          task.proofMs = fate.provenAt - lease.from - 21;
          task.verifyMs = 6;
          task.onTime = fate.provenAt <= DEADLINE_MS;
        },
      ]);
      const settlement = {
        txHash: hash(`settle ${task.taskId}`),
        block: null,
        gas: null,
        prover: lease.holder,
      };
      steps.push([fate.provenAt + 40, () => (task.settlement = { ...settlement, state: "sent" })]);
      const minedAt = Math.ceil((fate.provenAt + 60) / SLOT_MS) * SLOT_MS;
      const block = slot - FIRST_SLOT + 21 + minedAt / SLOT_MS;
      steps.push([
        minedAt + 20,
        () => (task.settlement = { ...settlement, state: "settled", block, gas: 271_408 + (slot % 7) * 12 }),
      ]);
    }
  });
  if (fate.missedAt) steps.push([fate.missedAt, () => (task.state = "missed")]);
  if (fate.orphanedAt) steps.push([fate.orphanedAt, () => (task.state = "orphaned")]);
  return steps;
}

function anchorOf(slot, view) {
  return {
    root: hash(`root ${slot}`),
    leaves: view.tasks.reduce(
      (sum, task) => sum + task.leases.length + (task.provenAtMs === null ? 0 : 1),
      0,
    ),
    poster: slot % NAMES.length,
    txHash: hash(`anchor ${slot}`),
    block: view.blockNumber + 2,
    gas: 46_212 + (slot % 3) * 12,
  };
}
