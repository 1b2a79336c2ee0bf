package network.baton.devnet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import network.baton.scenario.Scenario;

/**
 * A node's provers, those types made in stages for which the reference provers have a workflow: the
 * node's own fleet splits the proof, makes its parts at once and joins them.
 */
final class StagedProvers {
  /** What {@code worker.mjs} calls the stages of all workflows. */
  static final String STAGES = "header-stages-v1";

  /** Parts at once: a process each. */
  private static final int WORKERS = 2;

  /** A stage whose worker dies is made again by the fleet. */
  private static final int ATTEMPTS = 3;

  private StagedProvers() {}

  /**
   * @param provers entries of a node's configuration
   */
  static List<Map<String, Object>> of(
      Project project, Scenario scenario, List<Map<String, Object>> provers) {
    Set<String> shared = // their parts are other operators' too, and so the network's business
        scenario.proofTypes().stream()
            .filter(type -> type.parts() > 0)
            .map(Scenario.ProofType::name)
            .collect(Collectors.toSet());
    List<Map<String, Object>> all = new ArrayList<>();
    boolean staged = false;
    for (Map<String, Object> prover : provers) {
      String type = String.valueOf(prover.get("proofType"));
      Path workflow = project.workflow(type);
      boolean process = "process".equals(prover.get("kind"));
      if (!process || shared.contains(type) || !Files.isRegularFile(workflow)) {
        all.add(prover);
        continue;
      }
      staged = true;
      all.add(
          Map.of(
              "proofType",
              type,
              "kind",
              "workflow",
              "workflow",
              Map.of("file", workflow.toString()),
              "parallel",
              1,
              "attempts",
              ATTEMPTS));
    }
    if (staged) {
      all.add(
          Map.of(
              "proofType",
              STAGES,
              "kind",
              "process",
              "mode",
              "worker",
              "command",
              ReferenceProver.command(project, STAGES, scenario.pace()),
              "parallel",
              WORKERS,
              "graceMs",
              300));
    }
    return all;
  }
}
