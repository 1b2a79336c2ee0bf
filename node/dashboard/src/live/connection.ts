import type { Slot, Status } from "../api";

export type ConnectionState = "connecting" | "open" | "lost";

export interface ConnectionListener {
  onStatus(status: Status): void;
  onSlot(slot: Slot): void;
  onState(state: ConnectionState, sinceMs: number): void;
  onBadData(what: string): void;
}

const RETRY_FIRST_MS = 1000;
const RETRY_MAX_MS = 10_000;

/**
 * The node's event stream. EventSource reconnects by itself after a broken connection, but gives up after an
 * answer that is not a stream (a proxy's 502, a node that is starting), so then a new one is made.
 */
export class Connection {
  #source: EventSource | null = null;
  #retryMs = RETRY_FIRST_MS;
  #timer: number | undefined;
  #state: ConnectionState = "connecting";

  constructor(
    private readonly url: string,
    private readonly listener: ConnectionListener,
  ) {}

  open(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    const source = new EventSource(this.url);
    this.#source = source;
    source.addEventListener("open", () => {
      this.#retryMs = RETRY_FIRST_MS;
      this.#turn("open");
    });
    source.addEventListener("error", () => {
      this.#turn("lost");
      if (source.readyState === EventSource.CLOSED) this.#retry();
    });
    source.addEventListener("status", (event) =>
      this.#read<Status>("status", event, (status) => this.listener.onStatus(status)),
    );
    source.addEventListener("slot", (event) =>
      this.#read<Slot>("slot", event, (slot) => this.listener.onSlot(slot)),
    );
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #retry(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
  }

  #turn(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.listener.onState(state, Date.now());
  }

  /** One unreadable event is said and skipped; the stream goes on. */
  #read<T>(what: string, event: MessageEvent<string>, use: (value: T) => void): void {
    let value: T;
    try {
      value = JSON.parse(event.data) as T;
    } catch {
      this.listener.onBadData(what);
      return;
    }
    use(value);
  }
}
