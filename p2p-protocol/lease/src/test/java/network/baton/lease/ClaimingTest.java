package network.baton.lease;

import static network.baton.lease.Registry.EPOCH_MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When nodes claim, seen from the whole network. */
class ClaimingTest {
  private static final int NODES = 8;

  private final Registry registry =
      new Registry(Registry.equalProvers(NODES), Registry.hash("claiming"), 12_000, 10_000);
  private final Task task = registry.task(1, Registry.TYPE_X);

  /** O-03: the sight of the task lies long behind all of them; still only one may go first. */
  @ParameterizedTest
  @ValueSource(strings = {"claiming", "capacity"})
  void nodesThatAreSetFreeAtOneMoment_claimOneAfterTheOther(String setFreeBy) {
    boolean byClaiming = setFreeBy.equals("claiming");
    Event claiming = new Event.ClaimingAllowed(true);
    Event capacity = new Event.CapacityChanged(Registry.TYPE_X, 1);
    List<Long> claimedMs = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      LeaseCore core = new LeaseCore(LeaseSettings.L1_REALTIME, node);
      core.apply(new Event.SnapshotKnown(registry.snapshot), EPOCH_MS);
      core.apply(byClaiming ? capacity : claiming, EPOCH_MS);
      core.apply(new Event.TaskOpened(task), EPOCH_MS + 40);
      long nowMs = EPOCH_MS + 2_500;
      List<Effect> effects = core.apply(byClaiming ? claiming : capacity, nowMs);
      while (effects.isEmpty() && core.nextWakeMs() <= EPOCH_MS + 5_000) {
        nowMs = core.nextWakeMs();
        effects = core.apply(new Event.Tick(), nowMs);
      }
      if (effects.stream().anyMatch(Effect.SignLease.class::isInstance)) {
        claimedMs.add(nowMs - EPOCH_MS - 2_500);
      }
    }
    assertThat(claimedMs).containsExactlyInAnyOrder(0L, 600L, 1_200L, 1_800L, 2_400L);
  }
}
