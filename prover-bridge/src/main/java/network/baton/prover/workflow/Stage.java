package network.baton.prover.workflow;

import java.util.HashSet;
import java.util.List;

/**
 * One stage of a workflow: one job, or several at once.
 *
 * @param name 1 to 32 lower-case letters, digits and dashes
 * @param work what a worker of the fleet must be able to make
 * @param needs names of earlier stages whose results are its inputs
 * @param collect how it takes them in
 * @param parts its jobs, 1 to 64; 0 where {@code split} decides, or with {@link Collect#SEQUENTIAL}
 * @param split the stage whose result lists one part for each job; empty for none
 * @param first of {@link Collect#FIRST_K}: how many results of each stage suffice; else 0
 * @param weight its share of the workflow's progress, beside those of the other stages
 */
public record Stage(
    String name,
    String work,
    List<String> needs,
    Collect collect,
    int parts,
    String split,
    int first,
    int weight) {
  public static final int PARTS_MAX = 64;
  public static final int WEIGHT_MAX = 1_000;

  /** How a stage takes in the results of the stages that it needs. */
  public enum Collect {
    /** It begins when all of them are there. */
    MATCH_ALL,
    /**
     * A job for each of them, in their order and one after the other, with the last one's result.
     */
    SEQUENTIAL,
    /** It begins with the first ones; the jobs that were slower are stopped. */
    FIRST_K,
  }

  public Stage {
    needs = List.copyOf(needs);
    if (!name.matches("[a-z0-9-]{1,32}")) {
      throw new IllegalArgumentException(
          "stage name '" + name + "' is not 1 to 32 lower-case letters, digits and dashes");
    }
    if (work.isEmpty()) {
      throw refusal(name, "it has no work");
    }
    if (new HashSet<>(needs).size() < needs.size()) {
      throw refusal(name, "it needs a stage twice");
    }
    boolean counted = parts >= 1 && parts <= PARTS_MAX;
    if (collect == Collect.SEQUENTIAL) {
      if (needs.size() != 1 || parts != 0 || !split.isEmpty()) {
        throw refusal(name, "sequential needs one stage, and has one job for each of its results");
      }
    } else if (split.isEmpty() ? !counted : parts != 0) {
      throw refusal(name, "it has 1 to " + PARTS_MAX + " parts, or as many as a split says");
    }
    if (!split.isEmpty() && !needs.contains(split)) {
      throw refusal(name, "it is split by '" + split + "', which it does not need");
    }
    boolean some = first >= 1 && first <= PARTS_MAX && !needs.isEmpty();
    if (collect == Collect.FIRST_K ? !some : first != 0) {
      throw refusal(name, "first is 1 to " + PARTS_MAX + " with first-k, and nothing without");
    }
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw refusal(name, "its weight is 1 to " + WEIGHT_MAX);
    }
  }

  private static IllegalArgumentException refusal(String stage, String why) {
    return new IllegalArgumentException("stage '" + stage + "': " + why);
  }

  /** Whether those who need it get one result of it. */
  boolean hasOneResult() {
    return collect == Collect.SEQUENTIAL || parts == 1;
  }
}
