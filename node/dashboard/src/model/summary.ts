import type { Slot } from "../api";
import { slotClosed } from "./lane";
import { deadlineAt } from "./scale";

/** Counts over the slots on the page. A slot counts when its tasks are closed or its deadline has passed. */
export interface Summary {
  blocks: number;
  blocksOnTime: number;
  tasks: number;
  tasksOnTime: number;
  late: number;
  missed: number;
  takeovers: number;
  takeoversByCause: [string, number][];
  /** Slot start to latch. */
  timeToProofMs: { p50: number | null; p95: number | null };
  /** The provers' own wall time, where it is known. */
  proofMs: { p50: number | null; p95: number | null };
  settled: number;
  anchored: number;
}

/** `provenTypes`: how many types on time make a block proven on time; null means all of them. Parts of a proof make no block proven. */
export function summarize(slots: Slot[], nowMs: number, provenTypes: number | null = null): Summary {
  const counted = slots.filter((slot) => slotClosed(slot) || nowMs > deadlineAt(slot));
  const canonical = counted.filter((slot) => slot.tasks.some((task) => task.state !== "orphaned"));
  const tasks = canonical.flatMap((slot) =>
    slot.tasks.filter((task) => task.state !== "orphaned").map((task) => ({ slot, task })),
  );
  const proven = tasks.filter(({ task }) => task.state === "proven");
  const onTime = ({ slot, task }: (typeof tasks)[number]) =>
    task.state === "proven" && (task.onTime ?? (task.provenAtMs ?? Infinity) <= deadlineAt(slot));
  const causes = new Map<string, number>();
  for (const { task } of tasks) {
    for (const lease of task.leases) {
      if (lease.term > 1 && lease.state !== "void")
        causes.set(lease.cause, (causes.get(lease.cause) ?? 0) + 1);
    }
  }
  const toProof = proven.flatMap(({ slot, task }) =>
    task.provenAtMs === null || task.part ? [] : [task.provenAtMs - slot.startMs],
  );
  const proofs = proven.flatMap(({ task }) => (task.proofMs === null ? [] : [task.proofMs]));
  const tasksOnTime = tasks.filter(onTime).length;
  return {
    blocks: canonical.length,
    blocksOnTime: canonical.filter((slot) => {
      const own = tasks.filter(({ slot: of, task }) => of === slot && !task.part);
      return own.filter(onTime).length >= Math.min(provenTypes ?? own.length, own.length);
    }).length,
    tasks: tasks.length,
    tasksOnTime,
    late: proven.length - tasksOnTime,
    missed: tasks.filter(({ task }) => task.state === "missed").length,
    takeovers: [...causes.values()].reduce((sum, n) => sum + n, 0),
    takeoversByCause: [...causes].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])),
    timeToProofMs: { p50: percentile(toProof, 50), p95: percentile(toProof, 95) },
    proofMs: { p50: percentile(proofs, 50), p95: percentile(proofs, 95) },
    settled: tasks.filter(({ task }) => task.settlement?.state === "settled").length,
    anchored: canonical.filter((slot) => slot.anchor !== null).length,
  };
}

/** Nearest rank: always a value that was measured. */
export function percentile(values: number[], p: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil((p / 100) * sorted.length);
  return sorted[Math.max(rank, 1) - 1] ?? null;
}
