import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Network, Slot } from "../api";
import { visibleTasks, type Filter } from "../model/filter";
import { slotClosed } from "../model/lane";
import { label } from "../model/format";
import { TimeScale } from "../model/scale";
import type { ProverNames } from "./names";
import { SlotRow } from "./slotRow";

export interface Selection {
  slot: number;
  taskId: string;
}

const LONG = 64;

interface Props {
  slots: Slot[];
  network: Network;
  names: ProverNames;
  filter: Filter;
  nowMs: number;
  selection: Selection | null;
  onSelect(selection: Selection): void;
}

/** Slots as rows, newest on top, all on one axis from the slot's start to past its deadline. */
export function Timeline({ slots, network, names, filter, nowMs, selection, onSelect }: Props) {
  const axis = useRef<HTMLDivElement>(null);
  const trackPx = useWidth(axis);
  const { deadlineMs, slotSeconds } = network.clock;
  const scale = useMemo(() => new TimeScale(deadlineMs, slotSeconds * 1000), [deadlineMs, slotSeconds]);
  return (
    <section class="timeline" aria-label="Slots, newest first" onKeyDown={moveFocus}>
      <div class="axis-row" aria-hidden="true">
        <span class="axis-name">Slot</span>
        <span class="axis-name">Proof type</span>
        <div class="axis" ref={axis}>
          {scale.ticks(trackPx).map((at) => (
            <span key={at} class="tick" style={{ left: `${scale.percent(at)}%` }}>
              {at === 0 ? "0" : label(at)}
            </span>
          ))}
          <span class="tick deadline" style={{ left: `${scale.percent(scale.deadlineMs)}%` }}>
            deadline {label(scale.deadlineMs)}
          </span>
        </div>
        <span class="axis-name result">Proven after</span>
        <span class="axis-name chain">On chain</span>
      </div>
      <ol class={`slots${slots.length > LONG ? " long" : ""}`}>
        {slots.map((slot) => {
          const tasks = visibleTasks(slot, filter);
          if (tasks.length === 0 && slot.tasks.length > 0) return null;
          return (
            <SlotRow
              key={slot.slot}
              slot={slot}
              tasks={tasks.length === slot.tasks.length ? slot.tasks : tasks}
              filterKey={`${filter.proofType}/${filter.prover}/${filter.only}`}
              names={names}
              scale={scale}
              trackPx={trackPx}
              nowMs={slotClosed(slot) ? 0 : nowMs}
              selected={selection?.slot === slot.slot ? selection.taskId : null}
              onSelect={onSelect}
            />
          );
        })}
      </ol>
    </section>
  );
}

function useWidth(ref: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

function moveFocus(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const list = event.currentTarget as HTMLElement;
  const buttons = [...list.querySelectorAll<HTMLButtonElement>("button.task")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  if (at < 0) return;
  event.preventDefault();
  buttons[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
}
