/** The objects of the node's API (specs/api.md). Times are milliseconds since the Unix epoch unless the name says a duration. */

export interface ProverInfo {
  index: number;
  name: string;
  operator: string;
}

export interface ProofType {
  id: string;
  name: string;
}

export interface Clock {
  slotSeconds: number;
  /** Duration from the slot's start. */
  deadlineMs: number;
  genesisTime: number;
}

export interface Peer {
  peerId: string;
  address: string;
  outbound: boolean;
  prover: number | null;
}

export interface Status {
  name: string;
  network: string;
  prover: number | null;
  peerId: string;
  version: string;
  chainId: number;
  headSlot: number | null;
  headBlock: number | null;
  peers: Peer[];
  claiming: boolean;
  clock: Clock;
  proofTypes: ProofType[];
  provers: ProverInfo[];
  /** Health of the node's own provers by proof type. */
  ownProvers?: Record<string, string>;
  counters: Record<string, number>;
  startedAt: number | string;
  /** The node's clock when it sent this; lets the page draw "now" with the node's clock instead of its own. */
  nowMs?: number;
  /** How many proof types, on time, make a block proven; all of them when absent. */
  provenTypes?: number;
}

export type TaskState = "open" | "leased" | "proven" | "missed" | "orphaned";

export type LeaseState = "running" | "silent" | "released" | "failed" | "overtaken" | "won" | "lost" | "void";

/** `[at ms, progress in parts per million]` */
export type Beat = readonly [number, number];

export interface Lease {
  digest: string;
  term: number;
  prover: number;
  cause: string;
  issuedAtMs: number;
  lastBeatMs: number | null;
  ppm: number;
  /** A number on the wire; a report, which knows the prover's own words, has its name. */
  stage: number | string;
  predictedFinishMs: number | null;
  state: LeaseState;
  beats: Beat[];
}

export interface Settlement {
  state: "waiting" | "sent" | "settled" | "failed";
  txHash: string | null;
  block: number | null;
  gas: number | null;
  prover: number | null;
}

export interface Task {
  taskId: string;
  proofType: string;
  /** Such as "2/3"; null for the proof itself, which alone settles. */
  part: string | null;
  state: TaskState;
  leases: Lease[];
  provenAtMs: number | null;
  provenBy: number | null;
  /** How long the prover took, a duration; a node knows it of its own proofs only. */
  proofMs: number | null;
  verifyMs: number | null;
  onTime: boolean | null;
  settlement: Settlement | null;
}

export interface Anchor {
  root: string;
  leaves: number;
  poster: number | null;
  txHash: string | null;
  block: number | null;
  gas: number | null;
}

export interface Slot {
  slot: number;
  blockNumber: number;
  blockHash: string;
  startMs: number;
  deadlineMs: number;
  tasks: Task[];
  anchor: Anchor | null;
}

/** What the pages need to know of the network; a status has it all, a report carries just this. */
export interface Network {
  name: string;
  clock: Clock;
  proofTypes: ProofType[];
  provers: ProverInfo[];
  provenTypes?: number;
}
