package network.baton.devnet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the devnet runs the reference provers. */
final class ReferenceProver {
  private static final Path CHRT = Path.of("/usr/bin/chrt");

  private ReferenceProver() {}

  /**
   * The command of a warm worker, behind the nodes in the queue for the processors: on a machine
   * that proves for all operators at once, proving must not hold up what a node does in a
   * millisecond.
   */
  static List<String> command(Project project, String proofType) {
    List<String> worker = List.of("node", project.worker().toString(), proofType);
    if (!Files.isExecutable(CHRT)) {
      return worker;
    }
    List<String> command = new ArrayList<>(List.of(CHRT.toString(), "--idle", "0"));
    command.addAll(worker);
    return command;
  }
}
