package network.baton.prover;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import network.baton.prover.ProcessProverConfig.Mode;
import org.junit.jupiter.api.AfterEach;

class OneShotProverContractTest extends ProverContractTest {
  private static final long GRACE_MS = 2_000;
  private static final Path WORK_DIR = ScriptedProcess.newWorkDir();

  @Override
  Prover open(int parallel) {
    Mode mode = Mode.ONE_SHOT;
    return new ProcessProver(
        ScriptedProcess.config(mode, ScriptedProcess.command(mode), parallel, GRACE_MS, WORK_DIR),
        ScriptedProcess.LIMITS);
  }

  @Override
  @AfterEach
  void close() {
    super.close();
    assertThat(ScriptedProcess.filesIn(WORK_DIR)).isEmpty();
  }
}
