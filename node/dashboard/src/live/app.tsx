import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Network, ProverInfo, Slot, Status } from "../api";
import { isFiltering, NO_FILTER, visibleTasks, type Filter } from "../model/filter";
import { slotClosed } from "../model/lane";
import { SlotStore } from "../model/store";
import { summarize } from "../model/summary";
import { Board } from "../view/board";
import { Details } from "../view/details";
import { Filters } from "../view/filters";
import { Legend } from "../view/legend";
import { ProverNames } from "../view/names";
import { SummaryStrip } from "../view/summaryStrip";
import { Timeline, type Selection } from "../view/timeline";
import { Connection, type ConnectionState } from "./connection";
import { Banner } from "./banner";
import { Header } from "./header";

const LIVE_TICK_MS = 200;
const IDLE_TICK_MS = 1000;

interface View {
  status: Status | null;
  slots: Slot[];
}

/** The live page: the stream fills the store, and at most once a frame the page is drawn from it. */
export function App({ url }: { url: string }) {
  const [view, setView] = useState<View>({ status: null, slots: [] });
  const [connection, setConnection] = useState<{ state: ConnectionState; sinceMs: number }>({
    state: "connecting",
    sinceMs: Date.now(),
  });
  const [paused, setPaused] = useState(false);
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [selection, setSelection] = useState<Selection | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  const clockAheadMs = useRef(0);
  const showLatest = useStream(url, paused, setView, setConnection, clockAheadMs);
  const anyOpen = view.slots.slice(0, 8).some((slot) => !slotClosed(slot));
  const wallMs = useNow(anyOpen && !paused ? LIVE_TICK_MS : IDLE_TICK_MS, paused);
  // Without a connection time stands still: what was running may have ended since.
  const nowMs = (connection.state === "lost" ? connection.sinceMs : wallMs) + clockAheadMs.current;

  const { status, slots } = view;
  // A status comes every few seconds and seldom names other provers; rows are drawn anew only when it does.
  const provers = JSON.stringify(status?.provers ?? []);
  const names = useMemo(() => new ProverNames(JSON.parse(provers) as ProverInfo[]), [provers]);
  const shown = useMemo(
    () =>
      isFiltering(filter)
        ? slots
            .map((slot) => ({ ...slot, tasks: visibleTasks(slot, filter) }))
            .filter((slot) => slot.tasks.length > 0)
        : slots,
    [slots, filter],
  );
  const provenTypes = isFiltering(filter) ? null : (status?.provenTypes ?? null);
  const summary = useMemo(
    () => summarize(shown, nowMs, provenTypes),
    [shown, provenTypes, anyOpen ? Math.floor(nowMs / 1000) : 0],
  );
  const select = useCallback((next: Selection) => {
    opener.current = document.activeElement as HTMLElement | null;
    setSelection((old) => (old?.taskId === next.taskId && old.slot === next.slot ? null : next));
  }, []);
  const closeDetails = useCallback(() => {
    setSelection(null);
    opener.current?.focus();
  }, []);

  const network: Network | null = status && { ...status, name: status.network };
  const chosenSlot = selection && slots.find((slot) => slot.slot === selection.slot);
  const chosenTask = chosenSlot?.tasks.find((task) => task.taskId === selection?.taskId);
  const details = chosenSlot && chosenTask && (
    <Details slot={chosenSlot} task={chosenTask} names={names} nowMs={nowMs} onClose={closeDetails} />
  );

  return (
    <div class="page">
      <Header status={status} slots={slots} nowMs={nowMs} connection={connection.state} />
      <Banner
        state={connection.state}
        sinceMs={connection.sinceMs}
        nowMs={wallMs}
        hasData={status !== null}
      />
      <main>
        {network && slots.length > 0 ? (
          <>
            <SummaryStrip summary={summary} filtered={isFiltering(filter)} />
            <Filters network={network} filter={filter} onChange={setFilter}>
              <button
                type="button"
                class="button pause"
                aria-pressed={paused}
                onClick={() => {
                  if (paused) showLatest();
                  setPaused(!paused);
                }}
              >
                {paused ? "Resume" : "Pause"}
              </button>
            </Filters>
            {shown.length === 0 ? (
              <div class="empty">
                <p>No slot on this page matches the filter.</p>
                <button type="button" class="button" onClick={() => setFilter(NO_FILTER)}>
                  Show all slots
                </button>
              </div>
            ) : (
              <Board details={details}>
                <Timeline
                  slots={slots}
                  network={network}
                  names={names}
                  filter={filter}
                  nowMs={nowMs}
                  selection={selection}
                  onSelect={select}
                />
              </Board>
            )}
            <Legend />
          </>
        ) : (
          <div class="empty" role="status">
            {status ? (
              <>
                <p class="empty-title">Waiting for the first block</p>
                <p>
                  {status.name} follows chain {status.chainId}. Slots appear here as soon as a block opens
                  tasks.
                </p>
              </>
            ) : (
              <p class="empty-title">
                {connection.state === "lost" ? "No node to show" : "Connecting to the node"}
              </p>
            )}
          </div>
        )}
      </main>
    </div>
  );
}

/** Fills a store from the stream and shows it, unless paused. Answers how to show the newest state at once. */
function useStream(
  url: string,
  paused: boolean,
  show: (view: View) => void,
  onConnection: (connection: { state: ConnectionState; sinceMs: number }) => void,
  clockAheadMs: { current: number },
): () => void {
  const store = useRef(new SlotStore());
  const pausedNow = useRef(paused);
  pausedNow.current = paused;
  const showStore = useCallback(
    () => show({ status: store.current.status, slots: store.current.slots() }),
    [show],
  );
  useEffect(() => {
    let frame: number | undefined;
    const showSoon = () => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        if (!pausedNow.current) showStore();
      });
    };
    const connection = new Connection(url, {
      onStatus(status) {
        if (status.nowMs !== undefined) clockAheadMs.current = clockDifference(status.nowMs);
        store.current.putStatus(status);
        showSoon();
      },
      onSlot(slot) {
        store.current.putSlot(slot);
        showSoon();
      },
      onState: (state, sinceMs) => onConnection({ state, sinceMs }),
      onBadData: (what) => console.warn(`unreadable ${what} event skipped`),
    });
    connection.open();
    return () => {
      connection.close();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [url]);
  return showStore;
}

/** Small differences are the way of the message, not the clock. */
function clockDifference(nodeNowMs: number): number {
  const ahead = nodeNowMs - Date.now();
  return Math.abs(ahead) < 250 ? 0 : ahead;
}

function useNow(tickMs: number, stopped: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (stopped) return;
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [tickMs, stopped]);
  return now;
}
