import type { Slot } from "../api";

/** The part of the axis behind the deadline, so that a proof that was a little late is still seen where it came. */
const PAST_DEADLINE = 1.25;
const TICKS_MAX = 9;
const TICK_LABEL_PX = 48;
/** Half of the deadline's label and half of a tick's. */
const DEADLINE_LABEL_PX = 62;

/** One axis for every row: milliseconds after the slot's start, from 0 to `endMs`, as percent of the width. */
export class TimeScale {
  readonly deadlineMs: number;
  readonly endMs: number;

  constructor(deadlineMs: number, slotMs: number) {
    this.deadlineMs = deadlineMs;
    this.endMs = Math.max(deadlineMs * PAST_DEADLINE, Math.min(slotMs, deadlineMs * 1.6));
  }

  /** Percent from the left, kept within the axis. */
  percent(afterStartMs: number): number {
    const clamped = Math.min(Math.max(afterStartMs, 0), this.endMs);
    return Math.round((clamped / this.endMs) * 10_000) / 100;
  }

  beyond(afterStartMs: number): boolean {
    return afterStartMs > this.endMs;
  }

  /** Round numbers with room for their labels on `widthPx`, without those that the deadline's own label would cover. */
  ticks(widthPx: number): number[] {
    const stepMs = tickStepMs(this.endMs, Math.min(TICKS_MAX, widthPx / TICK_LABEL_PX));
    const coveredMs = (DEADLINE_LABEL_PX / widthPx) * this.endMs;
    const ticks: number[] = [];
    for (let at = 0; at <= this.endMs; at += stepMs) {
      if (Math.abs(at - this.deadlineMs) > coveredMs) ticks.push(at);
    }
    return ticks;
  }
}

function tickStepMs(spanMs: number, ticksMax: number): number {
  for (let decade = 1; ; decade *= 10) {
    for (const digit of [1, 2, 5]) {
      const step = digit * decade;
      if (spanMs / step <= Math.max(ticksMax - 1, 1)) return step;
    }
  }
}

/** The API gives the deadline as a moment; a duration is understood too. */
export function deadlineAt(slot: Slot): number {
  return slot.deadlineMs < slot.startMs ? slot.startMs + slot.deadlineMs : slot.deadlineMs;
}
