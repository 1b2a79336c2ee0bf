import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { Lease, Slot, Task } from "../api";
import { clockTime, count, duration, NONE, percent, plural } from "../model/format";
import { outcome, taskName } from "../model/lane";
import { deadlineAt } from "../model/scale";
import { proverColor, type ProverNames } from "./names";

interface Props {
  slot: Slot;
  task: Task;
  names: ProverNames;
  nowMs: number;
  onClose(): void;
}

/** Everything that is known of one task. */
export function Details({ slot, task, names, nowMs, onClose }: Props) {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus({ preventScroll: true }), [slot.slot, task.taskId]);
  const result = outcome(task, slot, nowMs);
  const after = (ms: number | null) => (ms === null ? NONE : duration(ms - slot.startMs));
  return (
    <aside
      class="details"
      aria-label={`Details of slot ${slot.slot}, ${taskName(task)}`}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <header>
        <div>
          <p class="details-slot">Slot {slot.slot}</p>
          <h2>{taskName(task)}</h2>
        </div>
        <button type="button" class="close" ref={close} onClick={onClose} aria-label="Close details">
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3.5 3.5l9 9m0-9l-9 9" />
          </svg>
        </button>
      </header>
      <p class={`details-result tone-${result.tone}`}>
        <strong>{result.label}</strong>
        {task.provenAtMs !== null && (
          <span>
            {" "}
            by {names.of(task.provenBy)}, {margin(deadlineAt(slot) - task.provenAtMs)}
          </span>
        )}
      </p>
      <Fields>
        <Field name="Proven after">{after(task.provenAtMs)}</Field>
        <Field name="Proof time">{duration(task.proofMs)}</Field>
        <Field name="Verified in">{duration(task.verifyMs)}</Field>
        <Field name="Slot start">{clockTime(slot.startMs)}</Field>
        <Field name="Deadline">{after(deadlineAt(slot))}</Field>
        <Field name="Block">{count(slot.blockNumber)}</Field>
        <Copyable name="Block hash" value={slot.blockHash} />
        <Copyable name="Task id" value={task.taskId} />
      </Fields>

      <h3>{plural(task.leases.length, "lease")}</h3>
      {task.leases.map((lease) => (
        <LeaseDetails key={lease.digest} lease={lease} slot={slot} names={names} />
      ))}

      <h3>Settlement</h3>
      {task.settlement ? (
        <Fields>
          <Field name="State">{task.settlement.state}</Field>
          <Field name="Prover">{names.of(task.settlement.prover)}</Field>
          <Field name="Block">{count(task.settlement.block)}</Field>
          <Field name="Gas">{count(task.settlement.gas)}</Field>
          <Copyable name="Transaction" value={task.settlement.txHash} />
        </Fields>
      ) : (
        <p class="quiet">Not on chain yet.</p>
      )}

      <h3>Anchor of the slot</h3>
      {slot.anchor ? (
        <Fields>
          <Field name="Poster">{names.of(slot.anchor.poster)}</Field>
          <Field name="Leaves">{count(slot.anchor.leaves)}</Field>
          <Field name="Block">{count(slot.anchor.block)}</Field>
          <Field name="Gas">{count(slot.anchor.gas)}</Field>
          <Copyable name="Root" value={slot.anchor.root} />
          <Copyable name="Transaction" value={slot.anchor.txHash} />
        </Fields>
      ) : (
        <p class="quiet">Not anchored yet.</p>
      )}
    </aside>
  );
}

function margin(leftMs: number): string {
  return leftMs >= 0 ? `${duration(leftMs)} before the deadline` : `${duration(-leftMs)} after the deadline`;
}

function LeaseDetails({ lease, slot, names }: { lease: Lease; slot: Slot; names: ProverNames }) {
  const after = (ms: number | null) => (ms === null ? NONE : duration(ms - slot.startMs));
  return (
    <section class="lease-details" style={proverColor(lease.prover)} aria-label={`Term ${lease.term}`}>
      <h4>
        <span class="swatch" />
        Term {lease.term} <span class="lease-holder">{names.of(lease.prover)}</span>
        <span class={`cause cause-${lease.cause.toLowerCase()}`}>{lease.cause}</span>
        <span class={`lease-state state-${lease.state}`}>{lease.state}</span>
      </h4>
      <Fields>
        <Field name="Issued">{after(lease.issuedAtMs)}</Field>
        <Field name="Last beat">{after(lease.lastBeatMs)}</Field>
        <Field name="Beats shown">{count(lease.beats.length)}</Field>
        <Field name="Stage">{lease.stage === "" ? NONE : lease.stage}</Field>
        <Field name="Progress">{percent(lease.ppm, 1_000_000)}</Field>
        <Field name="Forecast">{after(lease.predictedFinishMs)}</Field>
        <Copyable name="Digest" value={lease.digest} />
      </Fields>
    </section>
  );
}

function Fields({ children }: { children: ComponentChildren }) {
  return <dl class="fields">{children}</dl>;
}

function Field({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Copyable({ name, value }: { name: string; value: string | null }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  if (!value) return <Field name={name}>{NONE}</Field>;
  return (
    <div class="field wide">
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
        <button
          type="button"
          class="copy"
          aria-label={`Copy ${name.toLowerCase()}`}
          onClick={() => void copyText(value).then(setCopied)}
        >
          {copied ? "copied" : "copy"}
        </button>
      </dd>
    </div>
  );
}

/** The clipboard API exists only on secure origins; a node on another machine is plain http. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
