package network.baton.libp2p;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Named counts, for metrics and tests. Thread-safe. */
public final class Counters {
  private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

  public void add(String name, long amount) {
    counts.computeIfAbsent(name, any -> new LongAdder()).add(amount);
  }

  public void count(Refusal refusal) {
    add(refusal.counterName(), 1);
  }

  public long of(Refusal refusal) {
    LongAdder count = counts.get(refusal.counterName());
    return count == null ? 0 : count.sum();
  }

  /** What was counted so far, by name. */
  public Map<String, Long> snapshot() {
    Map<String, Long> snapshot = new TreeMap<>();
    counts.forEach((name, count) -> snapshot.put(name, count.sum()));
    return snapshot;
  }
}
