import type { Lease, Slot, Status, Task } from "../../src/api";

export const START_MS = 1_795_000_000_000;

export function lease(fields: Partial<Lease> = {}): Lease {
  return {
    digest: `0x${fields.term ?? 1}${fields.prover ?? 0}`,
    term: 1,
    prover: 0,
    cause: "FIRST",
    issuedAtMs: START_MS + 30,
    lastBeatMs: null,
    ppm: 0,
    stage: 0,
    predictedFinishMs: null,
    state: "running",
    beats: [],
    ...fields,
  };
}

export function task(fields: Partial<Task> = {}): Task {
  return {
    taskId: "0xaa",
    proofType: "header-sponge-v1",
    part: null,
    state: "open",
    leases: [],
    provenAtMs: null,
    provenBy: null,
    proofMs: null,
    verifyMs: null,
    onTime: null,
    settlement: null,
    ...fields,
  };
}

export function proven(afterStartMs: number, fields: Partial<Task> = {}): Task {
  return task({
    state: "proven",
    provenAtMs: START_MS + afterStartMs,
    provenBy: 0,
    onTime: afterStartMs <= 3500,
    proofMs: afterStartMs - 100,
    ...fields,
  });
}

export function slot(number: number, tasks: Task[] = [task()], fields: Partial<Slot> = {}): Slot {
  return {
    slot: number,
    blockNumber: number,
    blockHash: `0x${number}`,
    startMs: START_MS,
    deadlineMs: START_MS + 3500,
    tasks,
    anchor: null,
    ...fields,
  };
}

export function status(fields: Partial<Status> = {}): Status {
  return {
    name: "alice",
    network: "devnet",
    prover: 0,
    peerId: "12D3",
    version: "0.1.0",
    chainId: 31337,
    headSlot: 1,
    headBlock: 1,
    peers: [],
    claiming: true,
    clock: { slotSeconds: 4, deadlineMs: 3500, genesisTime: 1_795_000_000 },
    proofTypes: [],
    provers: [],
    counters: {},
    startedAt: START_MS,
    ...fields,
  };
}
