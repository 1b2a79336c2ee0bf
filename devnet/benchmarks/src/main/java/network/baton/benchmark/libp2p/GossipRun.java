package network.baton.benchmark.libp2p;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import network.baton.benchmark.orchestration.Machine;

/**
 * One publisher and one receiver of 1 KiB messages, of one stack, as two processes on loopback.
 *
 * @param receiver the receiver's summary
 * @param publisher the publisher's account
 * @param stealPercent of the processors' time that the host took during the run
 * @param foreignPercent of the processors' time that other programs used
 */
record GossipRun(
    JsonNode receiver, JsonNode publisher, double stealPercent, double foreignPercent) {
  private static final int SIZE = 1_024;
  private static final int RATE = 100;
  private static final int WINDOW = 1_000;
  private static final int ACK_EVERY = 100;
  private static final long START_DELAY_MS = 1_500;
  private static final long MOST_MS = 200_000;

  /** How long a run is. */
  record Length(long warmUpMs, long measuredMs) {
    long totalMs() {
      return warmUpMs + measuredMs;
    }
  }

  /** An open loop of 100 messages a second. */
  static GossipRun latency(PeerKind kind, String policy, Length length) throws IOException {
    String count = Long.toString(length.totalMs() * RATE / 1_000);
    return run(
        kind,
        policy,
        List.of("--warmup-ms", text(length.warmUpMs()), "--expect", count),
        List.of("--publish-every", text(1_000 / RATE), "--count", count));
  }

  /** A closed loop with a window of 1,000 messages. */
  static GossipRun throughput(PeerKind kind, String policy, Length length) throws IOException {
    return run(
        kind,
        policy,
        List.of(
            "--warmup-ms",
            text(length.warmUpMs()),
            "--ack-every",
            text(ACK_EVERY),
            "--idle-exit",
            "2000"),
        List.of(
            "--window", text(WINDOW), "--count", "100000000", "--run-for", text(length.totalMs())));
  }

  double p50Ms() {
    return receiver.path("p50_us").asDouble() / 1e3;
  }

  double p99Ms() {
    return receiver.path("p99_us").asDouble() / 1e3;
  }

  double perSecond() {
    return receiver.path("rate_msg_s").asDouble();
  }

  double receiverCpuUs() {
    return receiver.path("cpu_us_per_msg").asDouble();
  }

  double publisherCpuUs() {
    return publisher.path("cpu_us_per_msg").asDouble();
  }

  private static String text(long number) {
    return Long.toString(number);
  }

  private static GossipRun run(
      PeerKind kind, String policy, List<String> receiverOptions, List<String> publisherOptions)
      throws IOException {
    List<String> common = List.of("--topic", "bench", "--policy", policy, "--quiet");
    Machine before = Machine.now();
    JsonNode published;
    JsonNode summary;
    try (PeerProcess receiver =
        PeerProcess.start(
            kind.gossip(), joined(common, receiverOptions, "--run-for", text(MOST_MS)))) {
      String address = receiver.address().toText();
      try (PeerProcess publisher =
          PeerProcess.start(
              kind.gossip(),
              joined(
                  joined(common, publisherOptions, "--listen", "-1", "--dial", address),
                  List.of("--size", text(SIZE)),
                  "--start-delay",
                  text(START_DELAY_MS),
                  "--linger",
                  "500"))) {
        published = publisher.await("published");
        summary = receiver.await("summary");
      }
    }
    Machine after = Machine.now();
    return new GossipRun(
        summary,
        published,
        after.stealPercentSince(before),
        Math.max(0, after.busyPercentSince(before) - after.ownPercentSince(before)));
  }

  private static List<String> joined(List<String> first, List<String> second, String... third) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    all.addAll(List.of(third));
    return all;
  }
}
