import type { ComponentChildren } from "preact";
import { count, duration, NONE, percent, plural } from "../model/format";
import type { Summary } from "../model/summary";

/** The slots on the page in six figures, each with what it was counted from. */
export function SummaryStrip({ summary, filtered }: { summary: Summary; filtered: boolean }) {
  const causes = summary.takeoversByCause.map(([cause, n]) => `${n} ${cause}`).join(", ");
  return (
    <section
      class="strip"
      aria-label={filtered ? "Summary of the filtered slots" : "Summary of the slots on this page"}
    >
      <Figure name="Blocks proven on time" tone={summary.blocksOnTime < summary.blocks ? "warn" : "good"}>
        <b>{percent(summary.blocksOnTime, summary.blocks)}</b>
        <small>
          {count(summary.blocksOnTime)} of {plural(summary.blocks, "block")}
        </small>
      </Figure>
      <Figure name="Takeovers">
        <b data-figure="takeovers">{count(summary.takeovers)}</b>
        <small>{causes || "none needed"}</small>
      </Figure>
      <Figure name="Proven after, p50">
        <b>{duration(summary.timeToProofMs.p50)}</b>
        <small>p95 {duration(summary.timeToProofMs.p95)}, from slot start</small>
      </Figure>
      <Figure name="Own proof time, p50">
        <b>{duration(summary.proofMs.p50)}</b>
        <small>p95 {duration(summary.proofMs.p95)}, this node’s provers</small>
      </Figure>
      <Figure name="Missed" tone={summary.missed > 0 ? "bad" : undefined}>
        <b data-figure="missed">{count(summary.missed)}</b>
        <small>
          {summary.late === 0 ? "none late" : `${count(summary.late)} late`}, of{" "}
          {plural(summary.tasks, "task")}
        </small>
      </Figure>
      <Figure name="Settled on chain">
        <b>{summary.tasks === 0 ? NONE : count(summary.settled)}</b>
        <small>{plural(summary.anchored, "slot")} anchored</small>
      </Figure>
    </section>
  );
}

function Figure(props: { name: string; tone?: string | undefined; children: ComponentChildren }) {
  return (
    <div class={`figure${props.tone ? ` tone-${props.tone}` : ""}`}>
      <span class="figure-name">{props.name}</span>
      {props.children}
    </div>
  );
}
