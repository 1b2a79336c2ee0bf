package network.baton.prover;

import java.util.List;
import network.baton.prover.ProcessProverConfig.Mode;
import network.baton.prover.fleet.FleetProver;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.Journal;

/** The same with a real process behind it. */
class FleetProcessContractTest extends ProverContractTest {
  private static final long GRACE_MS = 2_000;

  @Override
  Prover open(int parallel) {
    Mode mode = Mode.WORKER;
    var config =
        ScriptedProcess.config(
            mode, ScriptedProcess.command(mode), parallel, GRACE_MS, ScriptedProcess.newWorkDir());
    return FleetProver.of(
        "test",
        FleetSettings.DEFAULTS,
        Journal.inMemory(),
        List.of(new ProcessProver(config, ScriptedProcess.LIMITS)));
  }
}
