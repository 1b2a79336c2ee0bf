package network.baton.devnet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import network.baton.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/** How the devnet runs the reference provers. */
final class ReferenceProver {
  private static final Path CHRT = Path.of("/usr/bin/chrt");

  private static final String WORKER = "worker.mjs";

  private ReferenceProver() {}

  /**
   * Whether a process is a worker that {@link #command} started.
   *
   * @param proofType of this type; null: of any
   */
  static boolean isWorker(ProcessHandle.Info process, @Nullable String proofType) {
    List<String> arguments = List.of(process.arguments().orElse(new String[0]));
    return arguments.stream().anyMatch(argument -> argument.endsWith(WORKER))
        && (proofType == null || arguments.getLast().equals(proofType));
  }

  /**
   * The command of a warm worker, behind the nodes in the queue for the processors: on a machine
   * that proves for all operators at once, proving must not hold up what a node does in a
   * millisecond.
   *
   * @param pace of the scenario: one that asks how fast the nodes are gets provers that only take
   *     what nobody else wants; one that has to hold on any machine does not, since whatever else
   *     the machine does would stop all proving
   */
  static List<String> command(Project project, String proofType, Scenario.Pace pace) {
    List<String> command = new ArrayList<>();
    switch (pace) {
      case FIXED -> {
        if (Files.isExecutable(CHRT)) {
          command.addAll(List.of(CHRT.toString(), "--idle", "0"));
        }
      }
      case MACHINE -> command.addAll(List.of("nice", "-n", "5"));
    }
    command.addAll(List.of("node", project.worker().toString(), proofType));
    return command;
  }
}
