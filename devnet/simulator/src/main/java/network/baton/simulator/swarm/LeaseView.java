package network.baton.simulator.swarm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message.VerifiedLease;
import org.jspecify.annotations.Nullable;

/** A lease as the referee knows that one node has it. */
final class LeaseView {
  final VerifiedLease message;
  final @Nullable LeaseView parent;
  final Address operator;
  final long epoch;
  final int rank;
  final List<Hash32> excludes = new ArrayList<>();
  boolean released;
  boolean laneTaken;
  boolean failed;
  long lifeMs;
  int checking;

  LeaseView(
      VerifiedLease message,
      @Nullable LeaseView parent,
      Address operator,
      long epoch,
      int rank,
      long nowMs) {
    this.message = message;
    this.parent = parent;
    this.operator = operator;
    this.epoch = epoch;
    this.rank = rank;
    this.lifeMs = nowMs;
  }

  Lease lease() {
    return message.lease();
  }

  Hash32 digest() {
    return message.digest();
  }

  boolean isVoid() {
    return !excludes.isEmpty();
  }

  boolean isOver() {
    return isVoid() || isReleased() || failed;
  }

  /** By its holder's word, or (L-29) by a later lease in its lane. */
  boolean isReleased() {
    return released || laneTaken;
  }

  /** L-29: whether this lease gives the other one up. */
  boolean takesLaneOf(LeaseView other) {
    return lease().prover() == other.lease().prover()
        && lease().snapshotId().equals(other.lease().snapshotId())
        && lease().lane() == other.lease().lane()
        && lease().nonce() > other.lease().nonce();
  }

  boolean isLive(long nowMs, long silenceMs) {
    return !isOver() && nowMs < lifeMs + silenceMs;
  }

  /** Operators of the chain up to this lease. */
  Set<Address> operators() {
    Set<Address> operators = new HashSet<>();
    for (LeaseView view = this; view != null; view = view.parent) {
      operators.add(view.operator);
    }
    return operators;
  }

  /** H-01: whether this lease goes before the other. */
  boolean isBefore(LeaseView other) {
    if (lease().term() != other.lease().term()) {
      return lease().term() > other.lease().term();
    }
    if (rank != other.rank) {
      return rank < other.rank;
    }
    return digest().compareTo(other.digest()) < 0;
  }
}
