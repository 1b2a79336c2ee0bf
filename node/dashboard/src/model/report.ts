import type { Network, Slot } from "../api";

/** A set of samples; each figure is absent or null where there was no sample. */
export interface Distribution {
  p50?: number | null;
  p99?: number | null;
  max?: number | null;
  count?: number | null;
}

export interface Takeover {
  slot: number;
  taskId: string;
  proofType?: string;
  term?: number;
  cause: string;
  fromProver: number;
  toProver: number;
  silentForMs: number | null;
  restartedAfterMs: number | null;
  provenBeforeDeadline: boolean;
}

/** What the workers behind one node did. */
export interface Fleet {
  node: string;
  workers: Record<string, unknown>[];
  jobs: number;
  answered: number;
  reoffered: number;
  failed: number;
}

export interface Gas {
  count: number;
  p50: number | null;
  max: number | null;
}

export interface Expectation {
  name: string;
  held: boolean;
  detail: string;
}

/** report.json, as far as this page knows it. Every field may be missing: a report of an older run still opens. */
export interface Report {
  scenario?: string;
  nodes?: number;
  slots?: number;
  blocksProven?: number;
  blocksProvenOnTime?: number;
  tasks?: number;
  tasksProven?: number;
  proofs?: number;
  proofsVerifiedOnChain?: number;
  anchors?: number;
  takeovers?: Takeover[];
  restarts?: Record<string, unknown>[];
  faults?: Record<string, unknown>[];
  mineMs?: Distribution;
  seenMs?: Distribution;
  verifyMs?: Distribution;
  convergenceMs?: Distribution;
  takeoverDelayMs?: Distribution;
  proofMs?: Distribution;
  orchestrationMs?: { start?: Distribution; accept?: Distribution };
  proverSecondsPerBlock?: number;
  doubleProvenTasks?: number;
  gossipBytesPerSlot?: number;
  fleet?: Fleet | null;
  gas?: Record<string, Gas>;
  expectations?: Expectation[];
  startedAt?: string;
  seconds?: number;
  machine?: unknown;
  jdk?: string;
  commit?: string;
}

export interface ReportData {
  network: Network;
  slots: Slot[];
  report: Report;
}

const TOKEN_START = "__";

/** What the report's page carries. Throws with a sentence for the reader when it carries nothing usable. */
export function parseReport(text: string): ReportData {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.startsWith(TOKEN_START)) {
    throw new Error("This page is the template of a report; no run has put its figures into it.");
  }
  let data: Partial<ReportData>;
  try {
    data = JSON.parse(trimmed) as Partial<ReportData>;
  } catch {
    throw new Error("The figures in this page cannot be read; report.json beside it may be whole.");
  }
  const { network, slots, report } = data;
  if (!network?.clock || !report)
    throw new Error("The figures in this page lack the network's clock or the report.");
  return {
    network: {
      ...network,
      name: network.name ?? "devnet",
      provers: network.provers ?? [],
      proofTypes: network.proofTypes ?? [],
    },
    slots: [...(slots ?? [])].sort((a, b) => b.slot - a.slot),
    report,
  };
}

export interface TimingRow {
  name: string;
  meaning: string;
  distribution: Distribution;
}

/** The measured times in the order of a task's life. */
export function timings(report: Report): TimingRow[] {
  const rows: [string, string, Distribution | undefined][] = [
    ["Mining", "block asked for \u2192 the chain node has made it", report.mineMs],
    ["Seen", "block mined \u2192 node sees it", report.seenMs],
    ["Convergence", "task opens \u2192 all nodes name the same holder", report.convergenceMs],
    ["Orchestration, start", "node sees the block \u2192 prover has the job", report.orchestrationMs?.start],
    ["Proof", "prover has the job \u2192 prover returned", report.proofMs],
    ["Verify", "proof \u2192 verdict of the contract\u2019s verifier", report.verifyMs],
    [
      "Orchestration, accept",
      "prover returned \u2192 latched, without verify",
      report.orchestrationMs?.accept,
    ],
    ["Takeover delay", "last beat \u2192 successor\u2019s prover has the job", report.takeoverDelayMs],
  ];
  return rows.flatMap(([name, meaning, distribution]) =>
    distribution ? [{ name, meaning, distribution }] : [],
  );
}

/** Position on a logarithmic axis from 0.1 ms to 10 s, in percent. */
export function logPercent(ms: number): number {
  const low = -1;
  const high = 4;
  const at = (Math.log10(Math.max(ms, 10 ** low)) - low) / (high - low);
  return Math.round(Math.min(Math.max(at, 0), 1) * 10_000) / 100;
}

const SHOWN = new Set<string>([
  "scenario",
  "nodes",
  "slots",
  "slotSeconds",
  "deadlineMs",
  "blocksProven",
  "blocksProvenOnTime",
  "tasks",
  "tasksProven",
  "proofs",
  "proofsVerifiedOnChain",
  "anchors",
  "takeovers",
  "restarts",
  "faults",
  "mineMs",
  "seenMs",
  "verifyMs",
  "convergenceMs",
  "takeoverDelayMs",
  "proofMs",
  "orchestrationMs",
  "proverSecondsPerBlock",
  "doubleProvenTasks",
  "gossipBytesPerSlot",
  "fleet",
  "gas",
  "expectations",
  "startedAt",
  "seconds",
  "machine",
  "jdk",
  "commit",
]);

/** Fields of report.json that this page has no place for: shown as they are, so that nothing is lost. */
export function otherFields(report: Report): [string, string][] {
  return Object.entries(report)
    .filter(([key, value]) => !SHOWN.has(key) && value !== null)
    .map(([key, value]) => [words(key), typeof value === "object" ? JSON.stringify(value) : String(value)]);
}

/** `doubleProvenTasks` -> `double proven tasks` */
export function words(key: string): string {
  return key.replace(
    /([a-z0-9])([A-Z])/g,
    (_all, before: string, upper: string) => `${before} ${upper.toLowerCase()}`,
  );
}

/** A machine is a line or an object of facts. */
export function machineText(machine: unknown): string {
  if (typeof machine === "string") return machine;
  if (machine === null || typeof machine !== "object") return "";
  const { cpu, cores, memoryMiB, os, ...rest } = machine as Record<string, unknown>;
  return [
    cpu,
    cores === undefined ? undefined : `${String(cores)} cores`,
    typeof memoryMiB === "number" ? `${Math.round(memoryMiB / 1024)} GiB` : undefined,
    os,
    ...Object.entries(rest).map(([key, value]) => `${words(key)} ${String(value)}`),
  ]
    .filter((part) => part !== undefined && part !== "")
    .join(", ");
}
