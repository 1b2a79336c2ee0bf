package network.baton.prover.workflow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import network.baton.prover.workflow.Stage.Collect;

/**
 * How a proof type is made in stages. A stage may need only stages before it, so there is no
 * circle; the last one's result is the proof.
 *
 * @param proofType what the workflow makes
 * @param stages 1 to 16
 */
public record Workflow(String proofType, List<Stage> stages) {
  public static final int STAGES_MAX = 16;

  public Workflow {
    stages = List.copyOf(stages);
    if (proofType.isEmpty()) {
      throw new IllegalArgumentException("a workflow makes a proof type");
    }
    if (stages.isEmpty() || stages.size() > STAGES_MAX) {
      throw new IllegalArgumentException("a workflow has 1 to " + STAGES_MAX + " stages");
    }
    check(proofType, stages);
  }

  private static void check(String proofType, List<Stage> stages) {
    Map<String, Stage> before = new HashMap<>();
    Set<String> needed = new HashSet<>();
    Set<String> raced = new HashSet<>();
    for (Stage stage : stages) {
      if (stage.work().equals(proofType)) {
        throw new IllegalArgumentException("stage '" + stage.name() + "' is the workflow itself");
      }
      for (String need : stage.needs()) {
        if (!before.containsKey(need)) {
          throw new IllegalArgumentException(
              "stage '" + stage.name() + "' needs '" + need + "', which is no stage before it");
        }
        boolean again = !needed.add(need);
        if (again && (raced.contains(need) || stage.collect() == Collect.FIRST_K)) {
          throw new IllegalArgumentException(
              "stage '" + need + "' is collected by first-k, so nobody else may need it");
        }
        if (stage.collect() == Collect.FIRST_K) {
          raced.add(need);
        }
      }
      Stage splitter = before.get(stage.split());
      if (splitter != null && !splitter.hasOneResult()) {
        throw new IllegalArgumentException(
            "stage '" + stage.name() + "' is split by '" + stage.split() + "', which has parts");
      }
      if (before.put(stage.name(), stage) != null) {
        throw new IllegalArgumentException("stage '" + stage.name() + "' is there twice");
      }
    }
    Stage last = stages.getLast();
    if (!last.hasOneResult()) {
      throw new IllegalArgumentException("the last stage, '" + last.name() + "', has parts");
    }
    for (Stage stage : stages.subList(0, stages.size() - 1)) {
      if (!needed.contains(stage.name())) {
        throw new IllegalArgumentException("nobody needs the stage '" + stage.name() + "'");
      }
    }
  }

  /** What the fleet's workers must be able to make. */
  public Set<String> works() {
    Set<String> works = new TreeSet<>();
    stages.forEach(stage -> works.add(stage.work()));
    return works;
  }
}
