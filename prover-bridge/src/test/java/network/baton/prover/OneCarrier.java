package network.baton.prover;

import java.nio.file.Path;
import network.baton.prover.ProcessProverConfig.Mode;

/** Has a warm worker do one job; run as a process of its own by {@link OneCarrierTest}. */
final class OneCarrier {
  private static final long GRACE_MS = 1_000;

  private OneCarrier() {}

  public static void main(String[] arguments) {
    var config =
        ScriptedProcess.config(
            Mode.WORKER, ScriptedProcess.command(Mode.WORKER), 1, GRACE_MS, Path.of(arguments[0]));
    var end = new RecordingListener();
    try (var prover = new ProcessProver(config, ScriptedProcess.LIMITS)) {
      prover.start(Steps.request("a", Steps.ANSWER), end);
      System.out.println(end.awaitResult().outputJson());
    }
  }
}
