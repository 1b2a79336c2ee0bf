package network.baton.simulator.gossip;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The named runs of {@code ./baton sim --gossip}. */
public final class GossipRuns {
  /** Attackers are ten to one in some runs: their networks are smaller. */
  private static final int ATTACKED_SHARE = 10;

  private GossipRuns() {}

  /**
   * Runs one or all and prints a table.
   *
   * @param markdown where the table goes too, or null
   * @return whether every run delivered at least 99.9 %, 99 % of it within a second
   * @throws IllegalArgumentException if there is no such run
   */
  public static boolean run(
      String name, int nodes, long seed, PrintStream out, @Nullable Path markdown)
      throws IOException {
    List<GossipPlan> plans = plans(name, nodes, seed);
    List<String> lines = new ArrayList<>();
    lines.add(GossipResult.HEAD);
    out.println(GossipResult.HEAD);
    boolean held = true;
    for (GossipPlan plan : plans) {
      GossipResult result = GossipWorld.run(plan);
      held &= result.held();
      lines.add(result.line());
      out.println(result.line());
    }
    if (markdown != null) {
      String title =
          "# Gossip in virtual time\n\nPrinted by `./baton sim --gossip "
              + name
              + " --gossip-nodes "
              + nodes
              + " --seed "
              + seed
              + "`.\n\n";
      Files.writeString(markdown, title + String.join("\n", lines) + "\n");
      out.println("table " + markdown);
    }
    return held;
  }

  private static List<GossipPlan> plans(String name, int nodes, long seed) {
    List<String> names = List.of("scale", "silent", "sybil", "eclipse");
    int attacked = Math.max(30, nodes / ATTACKED_SHARE);
    List<LongFunction<GossipPlan>> makers =
        List.of(
            s -> GossipPlan.scale(s, nodes),
            s -> GossipPlan.silent(s, nodes),
            s -> GossipPlan.sybil(s, attacked),
            s -> GossipPlan.eclipse(s, attacked));
    List<GossipPlan> plans = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (name.equals("all") || name.equals(names.get(i))) {
        plans.add(makers.get(i).apply(seed));
      }
    }
    if (plans.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no gossip run '" + name + "'; there are " + String.join(", ", names));
    }
    return plans;
  }
}
