package network.baton.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.lease.GasBands;
import network.baton.lease.Hash32;
import network.baton.lease.Promise;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Succession;
import network.baton.lease.Task;
import network.baton.simulator.world.Registry;
import org.junit.jupiter.api.Test;

class ReferenceOrderTest {
  private static final Hash32 TYPE = Network.proofType();

  @Test
  void ordersLikeTheCoresSuccession() {
    ReferenceOrder reference = new ReferenceOrder();
    for (long round = 0; round < 500; round++) {
      Chance chance = Chance.of(9, round, 0);
      List<Prover> provers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        provers.add(
            Registry.prover(i, i, chance.within(1, 9), 1, Map.of(TYPE, Promise.flat(1_000))));
      }
      Hash32 seed = Network.hash(9, 1, round);
      Snapshot snapshot = Registry.snapshot(9, 0, 1_000_000, seed, provers);
      Task task =
          Registry.block(seed, seed, round, 1_000, 10_000, 1, List.of(TYPE)).tasks().getFirst();
      double[] scores = new double[provers.size()];
      for (Prover prover : provers) {
        scores[prover.index()] =
            reference.score(seed, round, TYPE, 0, 0, prover.index(), prover.weight());
      }
      int[] order = new int[scores.length];
      ReferenceOrder.sort(scores, order);
      assertThat(Succession.of(snapshot, task, GasBands.DEFAULT, 85).order(1, Set.of()))
          .extracting(Prover::index)
          .containsExactly(java.util.Arrays.stream(order).boxed().toArray(Integer[]::new));
    }
  }
}
