package network.baton.benchmark.libp2p;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The stacks that are measured. */
enum PeerKind {
  BATON("baton") {
    @Override
    List<String> gossip() {
      return java(List.of("-XX:+UseParallelGC", "-Xms768m", "-Xmn512m"), "network.baton.peer.Peer");
    }

    @Override
    List<String> listener() {
      return java(List.of("-XX:+UseSerialGC"), QuietPeer.class.getName());
    }
  },

  JS("js-libp2p") {
    @Override
    List<String> gossip() {
      return List.of(
          "node",
          "--expose-gc",
          "--import",
          FOLDER.resolve("polyfill.mjs").toString(),
          FOLDER.resolve("bench.mjs").toString());
    }

    @Override
    List<String> listener() {
      return gossip();
    }
  };

  private static final Path FOLDER =
      Path.of(System.getProperty("baton.root", "."), "p2p-protocol/libp2p/src/test/js")
          .toAbsolutePath();

  final String label;

  PeerKind(String label) {
    this.label = label;
  }

  /** Command of a peer with the options of specs/peer.md. */
  abstract List<String> gossip();

  /** Command of a peer that listens, serves {@link Sink#PROTOCOL} and tells its memory. */
  abstract List<String> listener();

  /** With options of the JVM: gossiping as {@code ./baton peer} does, listening as a node. */
  private static List<String> java(List<String> options, String main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    return command;
  }
}
