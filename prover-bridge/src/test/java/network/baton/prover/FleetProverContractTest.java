package network.baton.prover;

import java.util.List;
import java.util.stream.IntStream;
import network.baton.prover.fleet.FleetProver;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.Journal;

/** A fleet of provers keeps the promises of one. */
class FleetProverContractTest extends ProverContractTest {
  @Override
  Prover open(int parallel) {
    List<FakeProver> workers =
        IntStream.range(0, parallel)
            .mapToObj(i -> new FakeProver(Steps.TYPE, 1, FakeProverTest::script))
            .toList();
    return FleetProver.of("test", FleetSettings.DEFAULTS, Journal.inMemory(), workers);
  }
}
