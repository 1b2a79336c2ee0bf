import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import { count, duration, percent, plural } from "../model/format";
import { isFiltering, NO_FILTER, visibleTasks, type Filter } from "../model/filter";
import { machineText, type ReportData } from "../model/report";
import { Brand } from "../view/brand";
import { Board } from "../view/board";
import { Details } from "../view/details";
import { Filters } from "../view/filters";
import { Legend } from "../view/legend";
import { ProverNames } from "../view/names";
import { ProofChart } from "../view/proofChart";
import { ThemeButton } from "../view/theme";
import { Timeline, type Selection } from "../view/timeline";
import { Expectations, Faults, FleetTable, GasTable, Others, Takeovers, Timings } from "./tables";

/** One run of a devnet on one page. Nothing moves: the run is over. */
export function ReportPage({ data }: { data: ReportData }) {
  const { network, slots, report } = data;
  const names = useMemo(() => new ProverNames(network.provers), [network]);
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [selection, setSelection] = useState<Selection | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  const select = useCallback((next: Selection) => {
    opener.current = document.activeElement as HTMLElement | null;
    setSelection((old) => (old?.taskId === next.taskId && old.slot === next.slot ? null : next));
  }, []);
  /** From a table far above the row. */
  const showSlot = (next: Selection) => {
    setFilter(NO_FILTER);
    setSelection(next);
    requestAnimationFrame(() =>
      document.querySelector(`[data-slot="${next.slot}"]`)?.scrollIntoView({ block: "center" }),
    );
  };
  const close = useCallback(() => {
    setSelection(null);
    opener.current?.focus();
  }, []);
  const endMs = Math.max(0, ...slots.map((slot) => slot.deadlineMs)) + 3_600_000;
  const chosenSlot = selection && slots.find((slot) => slot.slot === selection.slot);
  const chosenTask = chosenSlot?.tasks.find((task) => task.taskId === selection?.taskId);
  const details = chosenSlot && chosenTask && (
    <Details slot={chosenSlot} task={chosenTask} names={names} nowMs={endMs} onClose={close} />
  );
  const anyShown = slots.some((slot) => visibleTasks(slot, filter).length > 0);

  return (
    <div class="page report">
      <header class="top">
        <Brand subtitle={`${network.name} report`} />
        <Facts data={data} />
        <div class="top-end">
          <ThemeButton />
        </div>
      </header>
      <main>
        <Headline data={data} />
        <Expectations expectations={report.expectations ?? []} />
        <Timings report={report} />
        {slots.length > 0 && (
          <section class="panel" aria-labelledby="chart-title">
            <h2 id="chart-title">Slot start to proof</h2>
            <ProofChart slots={slots} network={network} />
          </section>
        )}
        <Takeovers takeovers={report.takeovers ?? []} names={names} onSelect={showSlot} />
        <Faults faults={report.faults ?? []} restarts={report.restarts ?? []} names={names} />
        <FleetTable fleet={report.fleet} />
        <GasTable gas={report.gas ?? {}} />
        <section class="slots-section" aria-labelledby="slots-title">
          <h2 id="slots-title">{plural(slots.length, "slot")}, newest first</h2>
          <Filters network={network} filter={filter} onChange={setFilter} />
          {anyShown || !isFiltering(filter) ? (
            <Board details={details}>
              <Timeline
                slots={slots}
                network={network}
                names={names}
                filter={filter}
                nowMs={endMs}
                selection={selection}
                onSelect={select}
              />
            </Board>
          ) : (
            <div class="empty">No slot of this run matches the filter.</div>
          )}
          <Legend />
        </section>
        <Others report={report} />
        <footer class="run-facts">
          {report.commit && (
            <span>
              commit <code>{report.commit}</code>
            </span>
          )}
          {report.jdk && <span>JDK {report.jdk}</span>}
          <span>{machineText(report.machine)}</span>
        </footer>
      </main>
    </div>
  );
}

function Facts({ data: { network, report } }: { data: ReportData }) {
  const facts: [string, string | undefined][] = [
    ["Scenario", report.scenario],
    ["Nodes", report.nodes === undefined ? undefined : count(report.nodes)],
    ["Slots", report.slots === undefined ? undefined : count(report.slots)],
    ["Slot, deadline", `${network.clock.slotSeconds} s, ${(network.clock.deadlineMs / 1000).toString()} s`],
    ["Started", report.startedAt?.replace("T", " ").replace(/\.\d+/, "")],
    ["Took", report.seconds === undefined ? undefined : duration(report.seconds * 1000)],
  ];
  return (
    <dl class="facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div class="fact" key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function Headline({ data: { report } }: { data: ReportData }) {
  const blocks = report.slots ?? 0;
  const onTime = report.blocksProvenOnTime ?? 0;
  const rescued = (report.takeovers ?? []).filter((takeover) => takeover.provenBeforeDeadline).length;
  const takeovers = report.takeovers?.length ?? 0;
  return (
    <section class="strip" aria-label="Summary">
      <div class={`figure tone-${onTime === blocks ? "good" : "warn"}`}>
        <span class="figure-name">Blocks proven on time</span>
        <b>{percent(onTime, blocks)}</b>
        <small>
          {count(onTime)} of {plural(blocks, "block")}, {count(report.blocksProven)} proven
        </small>
      </div>
      <div class="figure">
        <span class="figure-name">Proofs verified on chain</span>
        <b>{count(report.proofsVerifiedOnChain)}</b>
        <small>
          {count(report.tasksProven)} of {plural(report.tasks ?? 0, "task")} proven
        </small>
      </div>
      <div class="figure">
        <span class="figure-name">Takeovers</span>
        <b>{count(takeovers)}</b>
        <small>{takeovers === 0 ? "none needed" : `${count(rescued)} proven before the deadline`}</small>
      </div>
      <div class="figure">
        <span class="figure-name">Takeover delay, p50</span>
        <b>{duration(report.takeoverDelayMs?.p50)}</b>
        <small>p99 {duration(report.takeoverDelayMs?.p99)}, after silence</small>
      </div>
      <div class="figure">
        <span class="figure-name">Prover seconds per block</span>
        <b>{report.proverSecondsPerBlock?.toFixed(2) ?? "\u2013"}</b>
        <small>{plural(report.doubleProvenTasks ?? 0, "task")} proven twice</small>
      </div>
      <div class="figure">
        <span class="figure-name">Gossip per slot</span>
        <b>
          {report.gossipBytesPerSlot === undefined
            ? "\u2013"
            : `${(report.gossipBytesPerSlot / 1024).toFixed(1)}\u202fKiB`}
        </b>
        <small>{plural(report.anchors ?? 0, "slot")} anchored</small>
      </div>
    </section>
  );
}
