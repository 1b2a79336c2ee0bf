package network.baton.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import network.baton.node.clock.NtpAnswer;
import network.baton.node.clock.NtpAnswer.Why;
import network.baton.node.clock.NtpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the configured time servers now and then and tells the median of their offsets. No answer is
 * no news: who can keep the answers away must not be able to stop the node.
 */
final class NtpPoll {
  static final long INTERVAL_MS = 64_000;
  static final int TIMEOUT_MS = 1_000;

  /** A server that asked to be left alone is left alone for this long. */
  static final long LEFT_ALONE_MS = 3_600_000;

  private static final Logger LOG = LoggerFactory.getLogger(NtpPoll.class);

  private final List<NtpServer> servers;
  private final Function<NtpServer, NtpAnswer> ask;
  private final LongSupplier nowMs;
  private final LongConsumer offsetMs;
  private final Map<NtpServer, Long> leftAloneUntilMs = new HashMap<>();
  private final Map<NtpServer, Why> silent = new HashMap<>();
  private final Map<Why, LongAdder> refusals = new ConcurrentHashMap<>();

  NtpPoll(
      List<NtpServer> servers,
      Function<NtpServer, NtpAnswer> ask,
      LongSupplier nowMs,
      LongConsumer offsetMs) {
    this.servers = List.copyOf(servers);
    this.ask = ask;
    this.nowMs = nowMs;
    this.offsetMs = offsetMs;
  }

  void begin(ScheduledExecutorService timer, Executor workers) {
    if (!servers.isEmpty()) {
      new Background("time servers", workers).every(timer, 0, INTERVAL_MS, this::round);
    }
  }

  /** Asks all servers, one after the other. Blocks. */
  synchronized void round() {
    var offsets = new ArrayList<Long>();
    for (NtpServer server : servers) {
      if (nowMs.getAsLong() >= leftAloneUntilMs.getOrDefault(server, Long.MIN_VALUE)) {
        switch (ask.apply(server)) {
          case NtpAnswer.Offset(long micros, long delayMicros) -> {
            offsets.add(micros / 1_000);
            silent.remove(server);
          }
          case NtpAnswer.Refused(Why why, String detail) -> refused(server, why, detail);
        }
      }
    }
    if (!offsets.isEmpty()) {
      offsetMs.accept(median(offsets));
    }
  }

  private void refused(NtpServer server, Why why, String detail) {
    refusals.computeIfAbsent(why, _ -> new LongAdder()).increment();
    if (why == Why.KISS_OF_DEATH) {
      leftAloneUntilMs.put(server, nowMs.getAsLong() + LEFT_ALONE_MS);
    }
    if (silent.put(server, why) != why) {
      LOG.warn("time server {} is no help: {}: {}", server, why, detail);
    }
  }

  /** Of two in the middle the smaller one: one server alone never outvotes another. */
  private static long median(List<Long> offsets) {
    Collections.sort(offsets);
    int count = offsets.size();
    if (count % 2 == 1) {
      return offsets.get(count / 2);
    }
    long below = offsets.get(count / 2 - 1);
    long above = offsets.get(count / 2);
    return Math.abs(below) <= Math.abs(above) ? below : above;
  }

  void countRefusals(BiConsumer<Why, Long> into) {
    refusals.forEach((why, count) -> into.accept(why, count.sum()));
  }
}
