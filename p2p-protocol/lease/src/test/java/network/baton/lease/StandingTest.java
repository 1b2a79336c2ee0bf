package network.baton.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** O-13, O-14: whom a node hedges. */
class StandingTest {
  private static final LeaseSettings SETTINGS = LeaseSettings.L1_REALTIME;

  private final Standing standing = new Standing(SETTINGS);

  private static Snapshot snapshot(int id, int... provers) {
    List<Prover> list =
        java.util.Arrays.stream(provers)
            .mapToObj(index -> Registry.prover(index, 1, 5_000))
            .toList();
    return new Snapshot(Registry.hash("snapshot " + id), id, 0, 1, Hash32.ZERO, list);
  }

  @Test
  void proversOfTheFirstSnapshotAreProven_laterOnesAreNewcomersUntilTheirEighthProof() {
    standing.begin(snapshot(1, 0, 1));
    standing.begin(snapshot(2, 0, 1, 2));

    assertThat(standing.isHedged(1)).isFalse();
    assertThat(standing.isHedged(2)).isTrue();
    for (int proof = 1; proof < SETTINGS.newcomerLeases(); proof++) {
      assertThat(standing.proved(2)).isFalse();
    }
    assertThat(standing.proved(2)).isTrue();
    assertThat(standing.isHedged(2)).isFalse();
  }

  @Test
  void leasesWithoutAProofDoNotMakeAProverProven() {
    standing.begin(snapshot(1));
    for (int lease = 0; lease < 100; lease++) {
      standing.leased(7);
    }

    assertThat(standing.isHedged(7)).isTrue();
  }

  @Test
  void oneBetrayalMoreThanAreBorneIn256Leases_hedges_andFadesWithTheFirst() {
    standing.begin(snapshot(1, 0));
    standing.leased(0);
    for (int borne = 0; borne < SETTINGS.betrayalsMax(); borne++) {
      assertThat(standing.betrayed(0)).isFalse();
    }
    assertThat(standing.betrayed(0)).isTrue();

    for (int lease = 0; lease < Standing.BETRAYAL_WINDOW - 1; lease++) {
      standing.leased(0);
      assertThat(standing.isHedged(0)).isTrue();
    }
    standing.leased(0);
    assertThat(standing.isHedged(0)).isFalse();
  }

  @Test
  void moreProversThanASnapshotHolds_areForgottenEldestFirst() {
    standing.begin(snapshot(1, 0));
    for (int prover = 1; prover <= LeaseLimits.PROVERS_MAX; prover++) {
      standing.leased(prover);
    }

    assertThat(standing.isHedged(0)).isTrue();
  }
}
