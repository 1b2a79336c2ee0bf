package network.baton.prover.fleet;

/** Says whether an answer is a valid proof. May block; called on a bounded pool. */
public interface ProofVerifier {
  boolean valid(FleetTask task, String outputJson);
}
