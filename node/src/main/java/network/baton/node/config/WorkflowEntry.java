package network.baton.node.config;

import java.nio.file.Path;
import java.util.List;
import network.baton.prover.workflow.Stage;
import network.baton.prover.workflow.Stage.Collect;
import network.baton.prover.workflow.Workflow;
import org.jspecify.annotations.Nullable;

/**
 * Where the definition of a workflow is. It is made by this node's fleet, or by the one over NATS
 * that the prover's entry names.
 *
 * @param file of the definition, relative to the node's configuration
 */
public record WorkflowEntry(String file) {
  public WorkflowEntry {
    Check.text(file, "file");
  }

  /**
   * Reads the definition.
   *
   * @param folder that {@code file} is relative to
   * @throws ConfigException in one line
   */
  public Workflow workflow(Path folder) {
    Path path = folder.resolve(file);
    try {
      return YamlFile.read(path, Definition.class).workflow();
    } catch (IllegalArgumentException refused) {
      throw new ConfigException(path + ": " + refused.getMessage());
    }
  }

  /** The file, as specs/prover-bridge.md has it (B-60). */
  record Definition(String proofType, List<StageEntry> stages) {
    Definition {
      Check.text(proofType, "proofType");
      stages = Check.notEmpty(Check.entries(stages, "stages"), "stages");
    }

    Workflow workflow() {
      return new Workflow(proofType, stages.stream().map(StageEntry::stage).toList());
    }
  }

  /** A stage, with its defaults still to be filled in. */
  record StageEntry(
      String name,
      String work,
      List<String> needs,
      @Nullable String collect,
      @Nullable Integer parts,
      @Nullable String split,
      @Nullable Integer first,
      @Nullable Integer weight) {
    StageEntry {
      Check.text(name, "name");
      Check.text(work, "work");
      needs = Check.entries(needs, "needs");
    }

    Stage stage() {
      Collect how =
          switch (collect == null ? "match-all" : collect) {
            case "match-all" -> Collect.MATCH_ALL;
            case "sequential" -> Collect.SEQUENTIAL;
            case "first-k" -> Collect.FIRST_K;
            default ->
                throw new IllegalArgumentException(
                    "stage '"
                        + name
                        + "': 'collect' is '"
                        + collect
                        + "'; allowed: match-all, sequential, first-k");
          };
      int partsDefault = split == null && how != Collect.SEQUENTIAL ? 1 : 0;
      return new Stage(
          name,
          work,
          needs,
          how,
          parts == null ? partsDefault : parts,
          split == null ? "" : split,
          first == null ? 0 : first,
          weight == null ? 1 : weight);
    }
  }
}
