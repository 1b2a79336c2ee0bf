package network.baton.wire;

import java.util.List;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import org.jspecify.annotations.Nullable;

/** What two peers say to each other in request and response, outside gossip. */
public sealed interface Exchange {
  /** Protocol id of proof requests. */
  String PROOF_PROTOCOL = "/baton/proof/1";

  /** Protocol id of status requests. */
  String STATUS_PROTOCOL = "/baton/status/1";

  /** Asks for the proof with this hash. */
  record ProofRequest(Hash32 proofHash) implements Exchange {}

  /**
   * The proof's bytes, or null when the peer does not have it. That they hash to what was asked for
   * is the asker's check: {@link #holds}.
   */
  @SuppressWarnings("ArrayRecordComponent") // Up to 4 MiB: not copied, and never compared.
  record ProofResponse(byte @Nullable [] proof) implements Exchange {
    /** Whether this is the proof that was asked for. */
    public boolean holds(Hash32 proofHash) {
      return proof != null && Keccak.hash(proof).equals(proofHash);
    }
  }

  /** Asks what is open from a slot on. */
  record StatusRequest(Hash32 networkId, int protocolVersion, long fromSlot) implements Exchange {}

  /** What is open at the peer, newest first, as far as the bounds allow. */
  record StatusResponse(
      Hash32 networkId,
      int protocolVersion,
      long headSlot,
      List<TaskAnnouncement> tasks,
      List<VerifiedLease> leases,
      List<VerifiedCompletion> completions)
      implements Exchange {
    public StatusResponse {
      tasks = List.copyOf(tasks);
      leases = List.copyOf(leases);
      completions = List.copyOf(completions);
    }
  }
}
