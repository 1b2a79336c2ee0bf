import { count, duration, NONE, plural } from "../model/format";
import {
  logPercent,
  otherFields,
  timings,
  words,
  type Distribution,
  type Expectation,
  type Fleet,
  type Gas,
  type Report,
  type Takeover,
} from "../model/report";
import { proverColor, type ProverNames } from "../view/names";
import type { Selection } from "../view/timeline";

/** Failed ones first: they are what the reader came for. */
export function Expectations({ expectations }: { expectations: Expectation[] }) {
  if (expectations.length === 0) return null;
  const failed = expectations.filter((expectation) => !expectation.held);
  const ordered = [...failed, ...expectations.filter((expectation) => expectation.held)];
  return (
    <section class="panel" aria-labelledby="expectations-title">
      <h2 id="expectations-title">
        Expectations
        <span class={`chip tone-${failed.length === 0 ? "good" : "bad"}`}>
          {failed.length === 0
            ? `all ${expectations.length} held`
            : `${failed.length} of ${expectations.length} failed`}
        </span>
      </h2>
      <ul class="expectations">
        {ordered.map((expectation) => (
          <li key={expectation.name} class={expectation.held ? "tone-good" : "tone-bad"}>
            <span class="verdict">{expectation.held ? "held" : "failed"}</span>
            <span class="expectation-name">
              {words(expectation.name.replace(/Ms(?=\.|$)/, "").replaceAll(".", " "))}
            </span>
            <span class="expectation-detail">{expectation.detail}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const DECADES_MS = [0.1, 1, 10, 100, 1000, 10_000];

export function Timings({ report }: { report: Report }) {
  const rows = timings(report);
  if (rows.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="timings-title">
      <h2 id="timings-title">Times</h2>
      <div class="scroll">
        <table class="timings">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" class="num samples">
                Samples
              </th>
              <th scope="col" class="num">
                p50
              </th>
              <th scope="col" class="num">
                p99
              </th>
              <th scope="col" class="num">
                Max
              </th>
              <th scope="col" class="spread-head">
                <span class="decades" aria-hidden="true">
                  {DECADES_MS.map((ms) => (
                    <span key={ms} style={{ left: `${logPercent(ms)}%` }}>
                      {ms < 1000 ? `${ms} ms` : `${ms / 1000} s`}
                    </span>
                  ))}
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">
                  {row.name}
                  <small>{row.meaning}</small>
                </th>
                <td class="num samples">{count(row.distribution.count)}</td>
                <td class="num strong">{duration(row.distribution.p50)}</td>
                <td class="num">{duration(row.distribution.p99)}</td>
                <td class="num">{duration(row.distribution.max)}</td>
                <td class="spread-cell">
                  <Spread distribution={row.distribution} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Dot at the median, bar to p99, thin line to the largest. */
function Spread({ distribution: { p50, p99, max } }: { distribution: Distribution }) {
  if (p50 == null) return null;
  const from = logPercent(p50);
  const to = logPercent(p99 ?? p50);
  const end = logPercent(max ?? p99 ?? p50);
  return (
    <span class="spread" aria-hidden="true">
      {DECADES_MS.map((ms) => (
        <i key={ms} class="decade" style={{ left: `${logPercent(ms)}%` }} />
      ))}
      <i class="spread-max" style={{ left: `${from}%`, width: `${end - from}%` }} />
      <i class="spread-p99" style={{ left: `${from}%`, width: `${to - from}%` }} />
      <i class="spread-p50" style={{ left: `${from}%` }} />
    </span>
  );
}

interface TakeoverProps {
  takeovers: Takeover[];
  names: ProverNames;
  onSelect(selection: Selection): void;
}

export function Takeovers({ takeovers, names, onSelect }: TakeoverProps) {
  if (takeovers.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="takeovers-title">
      <h2 id="takeovers-title">{plural(takeovers.length, "takeover")}</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Slot</th>
              <th scope="col">Proof type</th>
              <th scope="col">Cause</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col" class="num">
                Silent for
              </th>
              <th scope="col" class="num">
                Proving again after
              </th>
              <th scope="col">Result</th>
            </tr>
          </thead>
          <tbody>
            {takeovers.map((takeover) => (
              <tr key={`${takeover.taskId}/${takeover.term ?? takeover.toProver}`}>
                <td>
                  <button
                    type="button"
                    class="link"
                    onClick={() => onSelect({ slot: takeover.slot, taskId: takeover.taskId })}
                  >
                    {takeover.slot}
                  </button>
                </td>
                <td>{takeover.proofType ?? NONE}</td>
                <td>
                  <span class={`cause cause-${takeover.cause.toLowerCase()}`}>{takeover.cause}</span>
                </td>
                <td>
                  <Prover index={takeover.fromProver} names={names} />
                </td>
                <td>
                  <Prover index={takeover.toProver} names={names} />
                </td>
                <td class="num">{duration(takeover.silentForMs)}</td>
                <td class="num strong">{duration(takeover.restartedAfterMs)}</td>
                <td class={takeover.provenBeforeDeadline ? "tone-good toned" : "tone-warn toned"}>
                  {takeover.provenBeforeDeadline ? "proven on time" : "not proven on time"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Prover({ index, names }: { index: number; names: ProverNames }) {
  return (
    <span class="prover-cell" style={proverColor(index)}>
      <i class="swatch" /> {names.of(index)}
    </span>
  );
}

interface FaultProps {
  faults: Record<string, unknown>[];
  restarts: Record<string, unknown>[];
  names: ProverNames;
}

/** What the scenario did to the network, and how the restarted processes came back. */
export function Faults({ faults, restarts, names }: FaultProps) {
  return (
    <>
      <FactTable title="Faults" rows={faults} names={names} />
      <FactTable title="Restarts" rows={restarts} names={names} />
    </>
  );
}

/** The workers of the node that proves with a fleet, and what became of their jobs. */
export function FleetTable({ fleet }: { fleet: Fleet | null | undefined }) {
  if (!fleet) return null;
  const { node, workers, jobs, answered, reoffered, failed } = fleet;
  const title = `Fleet of ${node}: ${plural(jobs, "job")}, ${count(answered)} answered, ${count(reoffered)} offered again, ${count(failed)} failed`;
  return <FactTable title={title} rows={workers} />;
}

function FactTable({
  title,
  rows,
  names,
}: {
  title: string;
  rows: Record<string, unknown>[];
  names?: ProverNames;
}) {
  if (rows.length === 0) return null;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (key) => !key.endsWith("Micros"),
  );
  return (
    <section class="panel">
      <h2>{title}</h2>
      <div class="scroll">
        <table class="fact-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" class={column.endsWith("Ms") ? "num" : ""}>
                  {words(column.replace(/Ms$/, ""))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at}>
                {columns.map((column) => (
                  <td key={column} class={column.endsWith("Ms") ? "num" : ""}>
                    {cell(column, row[column], names)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function cell(column: string, value: unknown, names?: ProverNames): string {
  if (value === null || value === undefined) return NONE;
  if (typeof value === "number" && column.endsWith("Ms")) return duration(value);
  if (typeof value === "number" && column === "prover" && names) return names.of(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function GasTable({ gas }: { gas: Record<string, Gas> }) {
  const rows = Object.entries(gas);
  if (rows.length === 0) return null;
  return (
    <section class="panel narrow" aria-labelledby="gas-title">
      <h2 id="gas-title">Gas</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col" class="num">
                Transactions
              </th>
              <th scope="col" class="num">
                p50
              </th>
              <th scope="col" class="num">
                Max
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([operation, used]) => (
              <tr key={operation}>
                <th scope="row">{operation}</th>
                <td class="num">{count(used.count)}</td>
                <td class="num strong">{count(used.p50)}</td>
                <td class="num">{count(used.max)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function Others({ report }: { report: Report }) {
  const fields = otherFields(report);
  if (fields.length === 0) return null;
  return (
    <section class="panel narrow" aria-labelledby="others-title">
      <h2 id="others-title">Further figures</h2>
      <dl class="fields">
        {fields.map(([name, value]) => (
          <div class="field" key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
