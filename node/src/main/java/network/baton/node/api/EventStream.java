package network.baton.node.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.sse.SseClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import network.baton.node.board.Feed;
import network.baton.node.board.SlotView;

/**
 * One reader of the live events: first the status and the newest slots, then every change. Changes
 * of one slot that the reader is too slow for are replaced by the newest, so a stalled reader costs
 * one view a slot and no more.
 */
final class EventStream {
  /** Slots sent at the beginning. */
  static final int SLOTS_FIRST = 32;

  static final long COMMENT_INTERVAL_MS = 10_000;
  static final long STATUS_INTERVAL_MS = 2_000;

  private final SseClient client;
  private final JsonMapper json;
  private final Supplier<Object> status;
  private final Map<Long, SlotView> waiting = new LinkedHashMap<>();
  private boolean closed;

  EventStream(SseClient client, JsonMapper json, Supplier<Object> status) {
    this.client = client;
    this.json = json;
    this.status = status;
  }

  /**
   * Serves until the client goes or {@link #close}. Blocks: runs on the request's own virtual
   * thread.
   */
  void serve(Feed feed) throws InterruptedException {
    Runnable unlisten = feed.listen(this::add);
    try {
      send("status", status.get());
      List<SlotView> first = new ArrayList<>(feed.newest(SLOTS_FIRST));
      for (SlotView view : first.reversed()) {
        send("slot", view);
      }
      long statusMs = System.nanoTime() / 1_000_000;
      long commentMs = statusMs;
      while (!client.terminated()) {
        for (SlotView view : take()) {
          send("slot", view);
        }
        synchronized (waiting) {
          if (closed) {
            return;
          }
        }
        long nowMs = System.nanoTime() / 1_000_000;
        if (nowMs - statusMs >= STATUS_INTERVAL_MS) {
          statusMs = nowMs;
          send("status", status.get());
        }
        if (nowMs - commentMs >= COMMENT_INTERVAL_MS) {
          commentMs = nowMs;
          client.sendComment("still here");
        }
      }
    } finally {
      unlisten.run();
    }
  }

  private void add(SlotView view) {
    synchronized (waiting) {
      waiting.put(view.slot(), view);
      waiting.notifyAll();
    }
  }

  private List<SlotView> take() throws InterruptedException {
    synchronized (waiting) {
      if (waiting.isEmpty() && !closed) {
        waiting.wait(1_000);
      }
      var views = List.copyOf(waiting.values());
      waiting.clear();
      return views;
    }
  }

  private void send(String event, Object value) {
    if (client.terminated()) {
      return;
    }
    try {
      client.sendEvent(event, json.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a view cannot be written as JSON", e);
    }
  }

  void close() {
    synchronized (waiting) {
      closed = true;
      waiting.notifyAll();
    }
  }
}
