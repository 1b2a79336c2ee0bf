package network.baton.libp2p.gossip;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts since start. Thread-safe. */
final class GossipCounters {
  final LongAdder bytesOut = new LongAdder();
  final LongAdder bytesIn = new LongAdder();
  final LongAdder rpcsOut = new LongAdder();
  final LongAdder rpcsIn = new LongAdder();
  final LongAdder streamsOpened = new LongAdder();
  final LongAdder streamsFailed = new LongAdder();
  final LongAdder exchangeDialled = new LongAdder();
  final LongAdder exchangeRefused = new LongAdder();
  final LongAdder validatorFailures = new LongAdder();
  final LongAdder loopFailures = new LongAdder();
  private final Map<Priority, LongAdder> droppedOut = new ConcurrentHashMap<>();
  private final Map<GossipOutcome, LongAdder> outcomes = new ConcurrentHashMap<>();
  private final Map<GossipRefusal, LongAdder> refusals = new ConcurrentHashMap<>();

  void dropped(Priority priority) {
    droppedOut.computeIfAbsent(priority, key -> new LongAdder()).increment();
  }

  void count(GossipOutcome outcome, int count) {
    outcomes.computeIfAbsent(outcome, key -> new LongAdder()).add(count);
  }

  void count(GossipRefusal refusal) {
    refusals.computeIfAbsent(refusal, key -> new LongAdder()).increment();
  }

  /** All of them by name; refusals that never happened are left out. */
  Map<String, Long> read() {
    Map<String, Long> read = new TreeMap<>();
    read.put("bytesOut", bytesOut.sum());
    read.put("bytesIn", bytesIn.sum());
    read.put("rpcsOut", rpcsOut.sum());
    read.put("rpcsIn", rpcsIn.sum());
    long dropped = 0;
    for (Priority priority : Priority.values()) {
      LongAdder count = droppedOut.get(priority);
      long sum = count == null ? 0 : count.sum();
      read.put("droppedOut." + name(priority), sum);
      dropped += sum;
    }
    read.put("droppedOut", dropped);
    read.put("streamsOpened", streamsOpened.sum());
    read.put("streamsFailed", streamsFailed.sum());
    read.put("exchangeDialled", exchangeDialled.sum());
    read.put("exchangeRefused", exchangeRefused.sum());
    read.put("validatorFailures", validatorFailures.sum());
    read.put("loopFailures", loopFailures.sum());
    for (GossipOutcome outcome : GossipOutcome.values()) {
      read.put("messages." + name(outcome), 0L);
    }
    outcomes.forEach((outcome, count) -> read.put("messages." + name(outcome), count.sum()));
    refusals.forEach((refusal, count) -> read.put("refused." + name(refusal), count.sum()));
    return read;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
