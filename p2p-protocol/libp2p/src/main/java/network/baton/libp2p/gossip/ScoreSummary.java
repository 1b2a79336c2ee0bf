package network.baton.libp2p.gossip;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Least, median and highest score of the present peers, in total and by component. */
final class ScoreSummary {
  private static final Map<String, ToDoubleFunction<ScoreParts>> PARTS = parts();

  private ScoreSummary() {}

  private static Map<String, ToDoubleFunction<ScoreParts>> parts() {
    Map<String, ToDoubleFunction<ScoreParts>> parts = new LinkedHashMap<>();
    parts.put("total", ScoreParts::total);
    parts.put("p1_time_in_mesh", ScoreParts::timeInMesh);
    parts.put("p2_first", ScoreParts::first);
    parts.put("p3_mesh", ScoreParts::mesh);
    parts.put("p3b_failure", ScoreParts::failure);
    parts.put("p4_invalid", ScoreParts::invalid);
    parts.put("p5_app", ScoreParts::app);
    parts.put("p6_colocation", ScoreParts::colocation);
    parts.put("p7_misbehaviour", ScoreParts::misbehaviour);
    return parts;
  }

  /** By name, in thousandths of a point; empty when there are no peers. */
  static Map<String, Long> milli(Collection<ScoreParts> peers) {
    Map<String, Long> summary = new LinkedHashMap<>();
    if (peers.isEmpty()) {
      return summary;
    }
    PARTS.forEach(
        (name, part) -> {
          long[] sorted =
              peers.stream().mapToLong(p -> Math.round(1_000 * part.applyAsDouble(p))).toArray();
          Arrays.sort(sorted);
          String prefix = "scoreMilli." + name;
          summary.put(prefix + ".min", sorted[0]);
          summary.put(prefix + ".median", sorted[sorted.length / 2]);
          summary.put(prefix + ".max", sorted[sorted.length - 1]);
        });
    return summary;
  }
}
