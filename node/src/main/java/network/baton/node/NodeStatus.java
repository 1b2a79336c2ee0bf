package network.baton.node;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The status of a node as the API shows it (specs/api.md). */
record NodeStatus(
    String name,
    String network,
    @Nullable Integer prover,
    String peerId,
    String version,
    long chainId,
    @Nullable Long headSlot,
    @Nullable Long headBlock,
    List<Peer> peers,
    Reachability reachability,
    @Nullable Discovery discovery,
    boolean claiming,
    Map<String, String> notClaiming,
    Clock clock,
    List<ProofTypeName> proofTypes,
    List<ProverName> provers,
    Map<String, String> ownProvers,
    Map<String, Long> counters,
    long startedAt) {
  record Peer(String peerId, String address, boolean outbound, @Nullable Integer prover) {}

  /** What peers found that dialled this node back, in all and for each address that is told. */
  record Reachability(String state, List<ReachedAddress> addresses) {}

  record ReachedAddress(
      String address, String state, int reached, int notReached, int unanswered) {}

  /** The node's own record in discv5, and how many other nodes answer. */
  record Discovery(String record, boolean canBeFound, int nodes) {}

  record Clock(int slotSeconds, long deadlineMs, long genesisTime) {}

  record ProofTypeName(String id, String name) {}

  record ProverName(int index, String name, String operator) {}
}
