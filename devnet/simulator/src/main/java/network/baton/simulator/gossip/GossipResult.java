package network.baton.simulator.gossip;

import java.util.List;
import java.util.Locale;

/**
 * What a run showed. Times are from the publication to the end of the validation at each receiver.
 *
 * @param messages published and measured
 * @param expected deliveries: to every honest node but the publisher that was up to the end
 * @param delivered of them
 * @param bytesPerNodeSecond mean of what an honest node wrote while messages were published
 * @param bytesMostPerNodeSecond the same of the node that wrote most
 * @param copies mean number of copies of a message that a node received
 * @param goodMesh mean share of the mesh members at the end that do their part
 * @param goodMeshLeast fewest such members of one node at the end
 * @param wronged share of the honest peers that have a score below 0 somewhere at the end
 */
public record GossipResult(
    GossipPlan plan,
    int messages,
    long expected,
    long delivered,
    long p50Ms,
    long p99Ms,
    long maxMs,
    double bytesPerNodeSecond,
    double bytesMostPerNodeSecond,
    double copies,
    double goodMesh,
    int goodMeshLeast,
    double wronged) {
  private static final double SHARE_LEAST = 0.999;
  private static final long P99_MS_MOST = 1_000;

  /** Columns as {@link #line} fills them. */
  public static final String HEAD =
      "| run | nodes | messages | delivered | p50 ms | p99 ms | max ms | KB/s a node | most"
          + " | copies | good mesh | least | wronged |\n"
          + "|---|---|---|---|---|---|---|---|---|---|---|---|---|";

  public double share() {
    return expected == 0 ? 1 : (double) delivered / expected;
  }

  /** Whether at least 99.9 % arrived, 99 % of them within a second. */
  public boolean held() {
    return share() >= SHARE_LEAST && p99Ms <= P99_MS_MOST;
  }

  /** One row of a table. */
  public String line() {
    String nodes =
        plan.honest()
            + (plan.silent() > 0 ? " + " + plan.silent() + " silent" : "")
            + (plan.sybils() > 0 ? " + " + plan.sybils() + " sybils" : "");
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %.4f %% of %d | %d | %d | %d | %.1f | %.1f | %.1f | %.0f %% | %d | %.2f"
            + " %% |",
        plan.name(),
        nodes,
        messages,
        100 * share(),
        expected,
        p50Ms,
        p99Ms,
        maxMs,
        bytesPerNodeSecond / 1_000,
        bytesMostPerNodeSecond / 1_000,
        copies,
        100 * goodMesh,
        goodMeshLeast,
        100 * wronged);
  }

  /** Value at a share of a sorted list; 0 of an empty one. */
  static long quantile(List<Long> sorted, double share) {
    return sorted.isEmpty()
        ? 0
        : sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(share * sorted.size()) - 1));
  }
}
