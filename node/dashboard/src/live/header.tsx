import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Slot, Status } from "../api";
import { accusations } from "../model/accusations";
import { count, label, NONE } from "../model/format";
import { ThemeButton } from "../view/theme";
import { Brand } from "../view/brand";
import type { ConnectionState } from "./connection";

interface Props {
  status: Status | null;
  slots: Slot[];
  nowMs: number;
  connection: ConnectionState;
}

const STALE_SLOTS = 3;

export function Header({ status, slots, nowMs, connection }: Props) {
  useTitle(status);
  const head = slots[0];
  const headSlot = Math.max(status?.headSlot ?? -1, head?.slot ?? -1);
  const headBlock = Math.max(status?.headBlock ?? -1, head?.blockNumber ?? -1);
  const judged = status && accusations(status.counters);
  const ageMs = head ? nowMs - head.startMs : null;
  const stale = status !== null && ageMs !== null && ageMs > STALE_SLOTS * status.clock.slotSeconds * 1000;
  return (
    <header class="top">
      <Brand subtitle={status?.network ?? ""} />
      {status && (
        <dl class="facts">
          <Fact name="Node">
            {status.name}
            {status.prover !== null && <span class="fact-note">prover {status.prover}</span>}
          </Fact>
          <Fact name="Head slot">
            <span class="number" data-fact="head-slot">
              {headSlot < 0 ? NONE : count(headSlot)}
            </span>
          </Fact>
          <Fact name="Block">
            <span class="number">{headBlock < 0 ? NONE : count(headBlock)}</span>
          </Fact>
          <Fact name="Peers">
            <span
              class="number"
              title={status.peers.map((peer) => `${peer.peerId} ${peer.address}`).join("\n")}
            >
              {status.peers.length}
            </span>
          </Fact>
          <Fact name="Proof types" wideOnly>
            <span class="number">{status.proofTypes.length}</span>
          </Fact>
          <Fact name="Deadline" wideOnly>
            <span class="number">
              {label(status.clock.deadlineMs)}
              <span class="fact-note">slot {status.clock.slotSeconds} s</span>
            </span>
          </Fact>
          {judged && (
            <Fact name="Accusations" wideOnly>
              <span class="number" data-fact="accusations">
                {judged.made} made
                <span class="fact-note">
                  {judged.convicted} convicted, {judged.against} against this node, {judged.answered} answered
                </span>
              </span>
            </Fact>
          )}
          <Fact name="Claiming">
            <span class={`chip ${status.claiming ? "tone-good" : "tone-idle"}`}>
              {status.claiming ? "claiming" : "observing"}
            </span>
          </Fact>
        </dl>
      )}
      <div class="top-end">
        {stale && <span class="chip tone-warn">no block for {label(Math.floor(ageMs / 1000) * 1000)}</span>}
        <span class={`connection ${connection}`} role="status">
          <span class="dot" aria-hidden="true" />
          {connection === "open" ? "live" : connection === "lost" ? "offline" : "connecting"}
        </span>
        <ThemeButton />
      </div>
    </header>
  );
}

function Fact({
  name,
  wideOnly,
  children,
}: {
  name: string;
  wideOnly?: boolean;
  children: ComponentChildren;
}) {
  return (
    <div class={`fact${wideOnly ? " wide-only" : ""}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function useTitle(status: Status | null): void {
  const title = status ? `${status.name} \u00b7 ${status.network} \u00b7 Baton` : "Baton";
  useEffect(() => {
    document.title = title;
  }, [title]);
}
