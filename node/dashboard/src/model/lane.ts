import type { Beat, Lease, Slot, Task } from "../api";
import { deadlineAt } from "./scale";

export const LANES_MAX = 6;
/** Three beats. A node calls a holder silent only when somebody overtakes it; the page shows the silence as it grows. */
const QUIET_MS = 1500;

/** A lease as it is drawn: all times are milliseconds after the slot's start. */
export interface LeaseBar {
  lease: Lease;
  fromMs: number;
  /** Last sign of life, the proof's latch, or now while it runs. */
  toMs: number;
  /** End of the silence behind `toMs`, when the holder stopped beating and nobody knew yet. */
  silentToMs: number | null;
  live: boolean;
  takeover: boolean;
}

export type Tone = "good" | "warn" | "bad" | "live" | "idle";

export interface Outcome {
  tone: Tone;
  label: string;
  /** From the slot's start to the latch; null without a proof. */
  afterStartMs: number | null;
}

export function leaseBars(task: Task, slot: Slot, nowMs: number): LeaseBar[] {
  const leases = [...task.leases].sort((a, b) => a.term - b.term || a.issuedAtMs - b.issuedAtMs);
  return leases.slice(0, LANES_MAX).map((lease) => {
    const next = leases.find((other) => other.term > lease.term && other.state !== "void");
    const lastSign = lastSignMs(lease);
    const running = lease.state === "running" && !closed(task);
    const live = running && nowMs - lastSign <= QUIET_MS;
    const to = endMs(lease, task, live ? nowMs : lastSign);
    return {
      lease,
      fromMs: lease.issuedAtMs - slot.startMs,
      toMs: Math.max(to, lease.issuedAtMs) - slot.startMs,
      silentToMs:
        running && !live
          ? nowMs - slot.startMs
          : silenceEnd(lease, next, task, nowMs, slot.startMs, lastSign),
      live,
      takeover: lease.term > 1,
    };
  });
}

function lastSignMs(lease: Lease): number {
  return Math.max(lease.issuedAtMs, lease.lastBeatMs ?? 0, lease.beats.at(-1)?.[0] ?? 0);
}

function endMs(lease: Lease, task: Task, lastSeenMs: number): number {
  if (lease.state === "won" && task.provenAtMs !== null) return task.provenAtMs;
  return lastSeenMs;
}

function silenceEnd(
  lease: Lease,
  next: Lease | undefined,
  task: Task,
  nowMs: number,
  startMs: number,
  lastSign: number,
): number | null {
  if (lease.state !== "silent" && lease.state !== "overtaken") return null;
  if (next && next.cause !== "SILENT") return null;
  const end = next?.issuedAtMs ?? task.provenAtMs ?? (closed(task) ? null : nowMs);
  return end !== null && end > lastSign ? end - startMs : null;
}

export function closed(task: Task): boolean {
  return task.state === "proven" || task.state === "missed" || task.state === "orphaned";
}

export function slotClosed(slot: Slot): boolean {
  return slot.tasks.every(closed);
}

/** Progress within a bar as points of a 100 x 100 box, y downwards; empty without a beat. */
export function progressPath(bar: LeaseBar, slot: Slot): string {
  const { lease } = bar;
  const span = bar.toMs - bar.fromMs;
  if (span <= 0) return "";
  const end: Beat = [slot.startMs + bar.toMs, lease.state === "won" ? 1_000_000 : lease.ppm];
  const points: Beat[] = [...lease.beats, end];
  let path = "M0,100";
  let y = 100;
  for (const [at, ppm] of points) {
    const x = Math.min(Math.max(((at - slot.startMs - bar.fromMs) / span) * 100, 0), 100);
    y = Math.min(y, 100 - Math.min(Math.max(ppm, 0), 1_000_000) / 10_000);
    path += ` L${round(x)},${round(y)}`;
  }
  return `${path} L100,100 Z`;
}

/** Where beats fell, in percent of the bar. */
export function beatMarks(bar: LeaseBar, slot: Slot): number[] {
  const span = bar.toMs - bar.fromMs;
  if (span <= 0) return [];
  return bar.lease.beats
    .map(([at]) => round(((at - slot.startMs - bar.fromMs) / span) * 100))
    .filter((x) => x >= 0 && x <= 100);
}

/** What a task is called: its proof type, and which part of it. */
export function taskName(task: Task): string {
  return task.part ? `${task.proofType} ${task.part}` : task.proofType;
}

export function outcome(task: Task, slot: Slot, nowMs: number): Outcome {
  const afterStartMs = task.provenAtMs === null ? null : task.provenAtMs - slot.startMs;
  switch (task.state) {
    case "proven": {
      const onTime = task.onTime ?? (task.provenAtMs ?? 0) <= deadlineAt(slot);
      return { tone: onTime ? "good" : "warn", label: onTime ? "on time" : "late", afterStartMs };
    }
    case "missed":
      return { tone: "bad", label: "missed", afterStartMs };
    case "orphaned":
      return { tone: "idle", label: "orphaned", afterStartMs };
    case "leased":
    case "open": {
      const overdue = nowMs > deadlineAt(slot);
      const label = overdue ? "overdue" : task.state === "leased" ? "proving" : "open";
      return { tone: overdue ? "warn" : task.state === "leased" ? "live" : "idle", label, afterStartMs };
    }
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
