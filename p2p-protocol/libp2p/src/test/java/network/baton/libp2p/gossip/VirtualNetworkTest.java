package network.baton.libp2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.gossip.VirtualNetwork.Node;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualNetworkTest {
  private static final GossipParams MESH_ONLY =
      Changed.of(GossipParams.DEFAULT, Map.of("floodPublish", false));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void withoutLossEveryMessageReachesEveryApplicationOnce(long seed) {
    everyMessageReachesEveryApplicationOnce(seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void withChurnNothingComesTwiceAndWhatIsPublishedInQuietArrivesEverywhere(long seed) {
    churn(seed);
  }

  @Test
  @Tag("long")
  void manySeeds() {
    for (long seed = 1_000; seed < 1_300; seed++) {
      everyMessageReachesEveryApplicationOnce(seed);
      churn(seed);
    }
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    assertThat(transcript(5)).isEqualTo(transcript(5)).isNotEqualTo(transcript(6));
  }

  private static String transcript(long seed) {
    VirtualNetwork network = started(seed, 12);
    publish(network, 20, "m");
    network.pass(5_000);
    return network.nodes.stream()
        .map(node -> node.got.toString())
        .collect(Collectors.joining("\n"));
  }

  private static void everyMessageReachesEveryApplicationOnce(long seed) {
    VirtualNetwork network = started(seed, 30);
    List<String> published = publish(network, 60, "m");
    network.pass(15_000);
    assertAllGot(network, published, seed);
    assertMeshesSound(network, seed);
    assertThat(network.disconnects).as("seed %d", seed).isZero();
  }

  private static void churn(long seed) {
    VirtualNetwork network = started(seed, 30);
    for (int i = 0; i < 120; i++) {
      int one = network.random.nextInt(30);
      int other = network.random.nextInt(30);
      long atMs = network.nowMs + network.random.nextInt(20_000);
      boolean connect = network.random.nextInt(3) > 0;
      network.at(
          atMs,
          () -> {
            if (connect) {
              network.connect(one, other);
            } else {
              network.nodes.get(one).connected.stream()
                  .findAny()
                  .ifPresent(peer -> network.disconnect(one, peer));
            }
          });
    }
    publish(network, 60, "during");
    network.pass(25_000);
    network.connectAll(4);
    network.pass(75_000);
    List<String> published = publish(network, 30, "after");
    network.pass(15_000);
    for (Node node : network.nodes) {
      assertThat(node.got).as("seed %d node %d", seed, node.number).doesNotHaveDuplicates();
      assertThat(node.got).as("seed %d node %d", seed, node.number).containsAll(published);
    }
    assertMeshesSound(network, seed);
  }

  private static VirtualNetwork started(long seed, int size) {
    VirtualNetwork network = new VirtualNetwork(seed, size, MESH_ONLY);
    network.nodes.forEach(node -> network.at(network.random.nextInt(500), node::join));
    network.connectAll(4);
    network.pass(3_000);
    return network;
  }

  /** At random nodes, at random times of the next ten seconds. */
  private static List<String> publish(VirtualNetwork network, int count, String prefix) {
    List<String> published = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Some messages are large enough for IDONTWANT.
      String text = prefix + i + (i % 4 == 0 ? " ".repeat(1_500) : "");
      published.add(text);
      Node node = network.nodes.get(network.random.nextInt(network.nodes.size()));
      network.at(network.nowMs + network.random.nextInt(10_000), () -> node.publish(text));
    }
    return published;
  }

  private static void assertAllGot(VirtualNetwork network, List<String> published, long seed) {
    for (Node node : network.nodes) {
      assertThat(node.got)
          .as("seed %d node %d", seed, node.number)
          .containsExactlyInAnyOrderElementsOf(published);
    }
  }

  /** Sizes are in bounds, members are connected, and both sides agree. */
  private static void assertMeshesSound(VirtualNetwork network, long seed) {
    network.pass(2_000);
    for (Node node : network.nodes) {
      Set<PeerId> mesh = node.router.mesh(VirtualNetwork.TOPIC);
      assertThat(mesh.size())
          .as("seed %d node %d", seed, node.number)
          .isLessThanOrEqualTo(GossipParams.DEFAULT.degreeHigh());
      for (PeerId peer : mesh) {
        int number = TestPeers.number(peer);
        assertThat(node.connected).contains(number);
        assertThat(network.nodes.get(number).router.mesh(VirtualNetwork.TOPIC))
            .as("seed %d: %d and %d agree", seed, node.number, number)
            .contains(TestPeers.peer(node.number));
      }
    }
  }
}
