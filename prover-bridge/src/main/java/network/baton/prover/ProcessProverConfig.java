package network.baton.prover;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to run a prover that is a command.
 *
 * @param proofType name of the one proof type that the command makes
 * @param command program and arguments; a relative path is relative to this process's folder
 * @param parallel jobs at once, each in a process of its own
 * @param graceMs how long a cancelled job may take to stop before it is killed, milliseconds
 * @param workDir folder for input and output files of running jobs; made if missing
 * @param env added to the few variables that every prover gets (B-08)
 */
public record ProcessProverConfig(
    String proofType,
    Mode mode,
    List<String> command,
    int parallel,
    long graceMs,
    Path workDir,
    Map<String, String> env) {
  public static final int PARALLEL_MAX = 64;
  public static final long GRACE_MS_MAX = 60_000;

  /** How the command is used. */
  public enum Mode {
    /** One process per job. */
    ONE_SHOT,
    /** One long-lived process per place, which keeps its keys loaded. */
    WORKER,
  }

  public ProcessProverConfig {
    command = List.copyOf(command);
    workDir = workDir.toAbsolutePath();
    env = Map.copyOf(env);
    if (proofType.isEmpty()) {
      throw new IllegalArgumentException("proofType is empty");
    }
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new IllegalArgumentException("command is empty");
    }
    if (parallel < 1 || parallel > PARALLEL_MAX) {
      throw new IllegalArgumentException("parallel " + parallel + " is outside 1.." + PARALLEL_MAX);
    }
    if (graceMs < 0 || graceMs > GRACE_MS_MAX) {
      throw new IllegalArgumentException("graceMs " + graceMs + " is outside 0.." + GRACE_MS_MAX);
    }
  }
}
