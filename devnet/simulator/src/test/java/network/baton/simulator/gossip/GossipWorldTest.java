package network.baton.simulator.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Smaller versions of {@code ./baton sim --gossip}; the whole ones are long. */
class GossipWorldTest {
  @Test
  void aNetworkThatLosesAThirdOfItsNodesAtOnceStillDeliversWithinASecond() {
    GossipResult result = GossipWorld.run(GossipPlan.scale(2, 100));
    assertThat(result.held()).as(result.line()).isTrue();
    assertThat(result.messages()).isGreaterThan(200);
    assertThat(result.bytesPerNodeSecond()).as("bytes a node and second").isBetween(1.0, 20_000.0);
    assertThat(result.wronged()).as("honest peers blamed").isLessThan(0.02);
  }

  @Test
  void aSilentThirdOfTheNodesStopsNothingAndLeavesTheMeshes() {
    GossipResult result = GossipWorld.run(GossipPlan.silent(2, 60));
    assertThat(result.held()).as(result.line()).isTrue();
    assertThat(result.goodMesh()).as("meshes at the end").isGreaterThan(0.75);
    assertThat(result.wronged()).as("honest peers blamed").isLessThan(0.02);
  }

  @Test
  void tenSybilsForEachNodeStopNothing() {
    GossipResult result = GossipWorld.run(GossipPlan.sybil(2, 30));
    assertThat(result.held()).as(result.line()).isTrue();
    assertThat(result.goodMeshLeast()).as("honest mesh members").isGreaterThanOrEqualTo(2);
  }

  @Test
  void aNodeAmongSybilsKeepsThePeersThatItDialled() {
    GossipResult result = GossipWorld.run(GossipPlan.eclipse(2, 30));
    assertThat(result.held()).as(result.line()).isTrue();
    assertThat(result.goodMeshLeast()).as("honest mesh members").isGreaterThanOrEqualTo(2);
  }

  @Test
  void theSamePlanGivesTheSameRun() {
    GossipResult first = GossipWorld.run(GossipPlan.silent(3, 30));
    assertThat(GossipWorld.run(GossipPlan.silent(3, 30))).isEqualTo(first);
    assertThat(GossipWorld.run(GossipPlan.silent(4, 30))).isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scale", "silent", "sybil", "eclipse"})
  @Tag("long")
  void everyRunHoldsWithOtherSeeds(String name) throws IOException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    for (long seed = 10; seed < 14; seed++) {
      assertThat(GossipRuns.run(name, 200, seed, nowhere, null)).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void aRunThatDoesNotExistIsRefused() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    assertThatThrownBy(() -> GossipRuns.run("noise", 100, 1, nowhere, null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
