import type { Slot, Task } from "../api";
import { count, duration, NONE, seconds } from "../model/format";
import { leaseBars, outcome, taskName, type Outcome } from "../model/lane";
import { deadlineAt, type TimeScale } from "../model/scale";
import { LeaseLane } from "./leaseLane";
import { Memo } from "./memo";
import type { ProverNames } from "./names";
import type { Selection } from "./timeline";

interface RowProps {
  slot: Slot;
  tasks: Task[];
  filterKey: string;
  names: ProverNames;
  scale: TimeScale;
  trackPx: number;
  /** 0 for a closed slot: time no longer changes it. */
  nowMs: number;
  /** Task id. */
  selected: string | null;
  onSelect(selection: Selection): void;
}

export class SlotRow extends Memo<RowProps> {
  /** Filtered task lists are new arrays at each turn; the slot and the filter tell whether they changed. */
  override shouldComponentUpdate(next: Readonly<RowProps>): boolean {
    return super.shouldComponentUpdate({ ...next, tasks: this.props.tasks });
  }

  override render({ slot, tasks, names, scale, trackPx, nowMs, selected, onSelect }: RowProps) {
    const proven = slot.tasks.filter((task) => task.state === "proven").length;
    const canonical = slot.tasks.filter((task) => task.state !== "orphaned").length;
    return (
      <li class="slot" data-slot={slot.slot} aria-label={`Slot ${slot.slot}, block ${slot.blockNumber}`}>
        <div class="slot-head">
          <span class="slot-number">{slot.slot}</span>
          <span class="slot-block">
            block <span class="number">{count(slot.blockNumber)}</span>
          </span>
          <span class={`slot-proven ${provenTone(slot, nowMs)}`}>
            {canonical === 0 ? "reorganized away" : `${proven} of ${canonical} proven`}
          </span>
          {slot.anchor && (
            <span class="slot-anchor" title={`Root ${slot.anchor.root}, ${slot.anchor.leaves} leaves`}>
              anchored{slot.anchor.block !== null && ` in ${count(slot.anchor.block)}`}
            </span>
          )}
        </div>
        <div class="slot-tasks">
          {tasks.map((task) => (
            <TaskRow
              key={task.taskId}
              slot={slot}
              task={task}
              names={names}
              scale={scale}
              trackPx={trackPx}
              nowMs={nowMs}
              selected={selected === task.taskId}
              onSelect={onSelect}
            />
          ))}
        </div>
      </li>
    );
  }
}

interface TaskProps {
  slot: Slot;
  task: Task;
  names: ProverNames;
  scale: TimeScale;
  trackPx: number;
  nowMs: number;
  selected: boolean;
  onSelect(selection: Selection): void;
}

class TaskRow extends Memo<TaskProps> {
  override render({ slot, task, names, scale, trackPx, nowMs, selected, onSelect }: TaskProps) {
    const result = outcome(task, slot, nowMs);
    const bars = leaseBars(task, slot, nowMs);
    const nowAfterStart = nowMs - slot.startMs;
    return (
      <button
        type="button"
        class={`task tone-${result.tone}`}
        data-task={task.taskId}
        data-state={task.state}
        aria-pressed={selected}
        aria-label={sentence(slot, task, result, names)}
        onClick={() => onSelect({ slot: slot.slot, taskId: task.taskId })}
      >
        <span class="task-type">{taskName(task)}</span>
        <span class="track" style={{ "--deadline": `${scale.percent(scale.deadlineMs)}%` }}>
          <span class="deadline-line" />
          {nowMs > 0 && nowAfterStart >= 0 && !scale.beyond(nowAfterStart) && (
            <span class="now-line" style={{ left: `${scale.percent(nowAfterStart)}%` }} />
          )}
          {bars.length === 0 && <span class="no-lease">{noLease(task)}</span>}
          {bars.map((bar, at) => (
            <LeaseLane
              key={bar.lease.digest}
              bar={bar}
              previous={bars[at - 1] ?? null}
              slot={slot}
              task={task}
              name={names.of(bar.lease.prover)}
              scale={scale}
              trackPx={trackPx}
            />
          ))}
        </span>
        <span class="result">
          <span class="result-time">{task.provenAtMs === null ? "" : seconds(result.afterStartMs)}</span>
          <span class="result-state">{result.label}</span>
        </span>
        <span class="chain">{settlementText(task)}</span>
      </button>
    );
  }
}

function provenTone(slot: Slot, nowMs: number): string {
  const canonical = slot.tasks.filter((task) => task.state !== "orphaned");
  if (canonical.length === 0) return "tone-idle";
  const tones = canonical.map((task) => outcome(task, slot, nowMs).tone);
  for (const tone of ["bad", "warn", "live", "idle"])
    if (tones.some((t) => t === tone)) return `tone-${tone}`;
  return "tone-good";
}

function noLease(task: Task): string {
  if (task.state === "open") return "waiting for a lease";
  return task.state === "orphaned" ? "block was reorganized away" : "no lease was claimed";
}

function settlementText(task: Task) {
  const settlement = task.settlement;
  if (!settlement) return <span class="quiet">{NONE}</span>;
  const gas = settlement.gas === null ? "" : `${count(settlement.gas)} gas`;
  switch (settlement.state) {
    case "settled":
      return (
        <>
          <span class="chain-state settled">
            {settlement.block === null ? "settled" : `in ${count(settlement.block)}`}
          </span>
          <span class="chain-gas">{gas}</span>
        </>
      );
    case "waiting":
      return <span class="chain-state sent">settlement held back</span>;
    case "sent":
      return <span class="chain-state sent">sent</span>;
    case "failed":
      return <span class="chain-state failed">settlement failed</span>;
  }
}

/** The row in words, for who does not see it. */
function sentence(slot: Slot, task: Task, result: Outcome, names: ProverNames): string {
  const parts = [`Slot ${slot.slot}, ${taskName(task)}: ${result.label}`];
  if (task.provenAtMs !== null)
    parts.push(`proven by ${names.of(task.provenBy)} after ${duration(result.afterStartMs)}`);
  const holder = task.leases.at(-1);
  if (task.provenAtMs === null && holder) {
    parts.push(`held by ${names.of(holder.prover)}, ${Math.round(holder.ppm / 10_000)} percent done`);
  }
  for (const lease of task.leases) {
    if (lease.term > 1) parts.push(`taken over by ${names.of(lease.prover)}, cause ${lease.cause}`);
  }
  parts.push(`deadline ${duration(deadlineAt(slot) - slot.startMs)}`);
  if (task.settlement) parts.push(`settlement ${task.settlement.state}`);
  return parts.join("; ");
}
