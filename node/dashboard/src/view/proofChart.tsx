import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Network, Slot } from "../api";
import { label } from "../model/format";

const HEIGHT_PX = 200;
const TYPE_COLORS = ["--prover-0", "--prover-4", "--prover-1", "--prover-2"];

/** When each proof came, slot by slot, against the deadline. */
export function ProofChart({ slots, network }: { slots: Slot[]; network: Network }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let plot: uPlot | undefined;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(options(element, network), data(slots, network), element);
    };
    draw();
    const observer = new ResizeObserver(() =>
      plot?.setSize({ width: element.clientWidth, height: HEIGHT_PX }),
    );
    observer.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    window.addEventListener("baton-theme", draw);
    return () => {
      observer.disconnect();
      scheme.removeEventListener("change", draw);
      window.removeEventListener("baton-theme", draw);
      plot?.destroy();
    };
  }, [slots, network]);
  return (
    <figure class="chart">
      <div ref={host} role="img" aria-label="Time from slot start to proof, by slot and proof type" />
      <figcaption>
        {network.proofTypes.map((type, at) => (
          <span key={type.name}>
            <i class="point" style={{ background: `var(${typeColor(at)})` }} /> {type.name}
          </span>
        ))}
        <span>
          <i class="key-dash" /> deadline {label(network.clock.deadlineMs)}
        </span>
      </figcaption>
    </figure>
  );
}

function typeColor(at: number): string {
  return TYPE_COLORS[at % TYPE_COLORS.length]!;
}

function data(slots: Slot[], network: Network): uPlot.AlignedData {
  const ordered = [...slots].sort((a, b) => a.slot - b.slot);
  const bySlot = ordered.map((slot) => slot.slot);
  const series = network.proofTypes.map((type) =>
    ordered.map((slot) => {
      const task = slot.tasks.find((candidate) => candidate.proofType === type.name && !candidate.part);
      return task?.provenAtMs == null ? null : (task.provenAtMs - slot.startMs) / 1000;
    }),
  );
  return [bySlot, ...series, bySlot.map(() => network.clock.deadlineMs / 1000)];
}

function options(element: HTMLElement, network: Network): uPlot.Options {
  const color = (name: string) => resolved(element, name);
  const axis = {
    stroke: color("--muted"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  return {
    width: element.clientWidth,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_plot, min, max) => [min - 0.5, max + 0.5] },
      y: { range: (_plot, _min, max) => [0, Math.max(max, network.clock.deadlineMs / 1000) * 1.08] },
    },
    axes: [
      {
        ...axis,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
        values: (_plot, at) => at.map(String),
      },
      { ...axis, size: 44, values: (_plot, at) => at.map((value) => `${value} s`) },
    ],
    series: [
      {},
      ...network.proofTypes.map((type, at) => ({
        label: type.name,
        paths: () => null,
        points: { show: true, size: 7, fill: color(typeColor(at)), stroke: color(typeColor(at)) },
      })),
      { label: "deadline", stroke: color("--muted"), dash: [5, 4], width: 1.5, points: { show: false } },
    ],
  };
}

/** A canvas knows no CSS variables. */
function resolved(element: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  element.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
