import type { Slot, Task } from "../api";
import { duration } from "../model/format";
import { beatMarks, progressPath, type LeaseBar } from "../model/lane";
import { deadlineAt, type TimeScale } from "../model/scale";
import { proverColor } from "./names";

const CHAR_PX = 6.6;
const BADGE_PX = 16;
const BAR_PAD_PX = 12;
const GAP_PX = 12;
const PROOF_PX = 8;
const SILENCE_TEXT_PX = 96;

interface Props {
  bar: LeaseBar;
  previous: LeaseBar | null;
  slot: Slot;
  task: Task;
  name: string;
  scale: TimeScale;
  trackPx: number;
}

/** One term of a task: the holder's bar with its beats and progress, its silence, and the proof where it ended. */
export function LeaseLane({ bar, previous, slot, task, name, scale, trackPx }: Props) {
  const { lease } = bar;
  const from = scale.percent(bar.fromMs);
  const to = scale.percent(bar.toMs);
  const silentTo = bar.silentToMs === null ? null : scale.percent(bar.silentToMs);
  const won = lease.state === "won" && task.provenAtMs !== null;
  const late = won && !(task.onTime ?? task.provenAtMs! <= deadlineAt(slot));
  const labelPx =
    name.length * CHAR_PX +
    (bar.takeover ? lease.cause.length * CHAR_PX + BADGE_PX : 0) +
    BAR_PAD_PX +
    (won ? PROOF_PX : 0);
  const barPx = ((to - from) / 100) * trackPx;
  const silencePx = (((silentTo ?? to) - to) / 100) * trackPx;
  const place = labelPlace(barPx, silencePx, labelPx, from, to, trackPx);
  const silenceFreePx = silencePx - (place.where === "over" ? Math.max(labelPx - barPx, 0) : 0);
  return (
    <span
      class={`lane label-${place.where}`}
      data-term={lease.term}
      data-lease-state={lease.state}
      style={proverColor(lease.prover)}
    >
      {bar.takeover && previous && <span class="handover" style={{ left: `${from}%` }} />}
      {silentTo !== null && (
        <span class="silence" style={{ left: `${to}%`, width: `${silentTo - to}%` }}>
          {silenceFreePx > SILENCE_TEXT_PX && (
            <span class="silence-text">silent {duration(bar.silentToMs! - bar.toMs)}</span>
          )}
        </span>
      )}
      <span
        class={`bar ${lease.state}${bar.live ? " live" : ""}`}
        style={{ left: `${from}%`, width: `${to - from}%` }}
      >
        <svg class="progress" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <path d={progressPath(bar, slot)} />
          {beatMarks(bar, slot).map((x) => (
            <line key={x} x1={x} x2={x} y1="84" y2="100" />
          ))}
        </svg>
      </span>
      <span class={`lease-label ${place.where}`} style={place.style}>
        {bar.takeover && <span class={`cause cause-${lease.cause.toLowerCase()}`}>{lease.cause}</span>}
        <span class="prover-name">{name}</span>
      </span>
      {won && (
        <span
          class={`proof${late ? " late" : ""}${scale.beyond(bar.toMs) ? " beyond" : ""}`}
          style={{ left: `${to}%` }}
        />
      )}
    </span>
  );
}

/** Inside the bar where it fits, else over the silence behind it, else behind or before the bar. */
function labelPlace(
  barPx: number,
  silencePx: number,
  labelPx: number,
  from: number,
  to: number,
  trackPx: number,
) {
  if (barPx >= labelPx) return { where: "inside", style: { left: `${from}%` } };
  if (barPx + silencePx >= labelPx) return { where: "over", style: { left: `${from}%` } };
  const roomBehindPx = ((100 - to) / 100) * trackPx - silencePx;
  if (roomBehindPx >= labelPx + GAP_PX) {
    return { where: "behind", style: { left: `calc(${to}% + ${Math.round(silencePx)}px)` } };
  }
  if ((from / 100) * trackPx >= labelPx) return { where: "before", style: { right: `${100 - from}%` } };
  return { where: "inside", style: { left: `${from}%` } };
}
