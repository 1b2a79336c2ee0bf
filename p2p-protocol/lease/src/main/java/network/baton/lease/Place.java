package network.baton.lease;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * This node's place in the succession for one term of one task. Kept with the task until another
 * lease is to be overtaken: beats only move the moments that are counted from it.
 *
 * @param parent the lease that the term would overtake; null for term 1
 * @param promiseMs what this node promises for the task
 * @param better the provers that go before; null when this node has no place at all
 */
record Place(
    @Nullable LeaseEntry parent,
    Snapshot snapshot,
    @Nullable Prover self,
    int promiseMs,
    @Nullable List<Prover> better) {
  static Place of(
      TaskState task,
      Snapshot snapshot,
      @Nullable LeaseEntry parent,
      @Nullable Prover me,
      int self) {
    int term = parent == null ? 1 : parent.lease().term() + 1;
    Set<Address> struck = parent == null ? Set.of() : parent.operators();
    return new Place(
        parent,
        snapshot,
        me,
        me == null ? Integer.MAX_VALUE : task.promiseMs(me),
        task.succession(snapshot).before(self, term, struck));
  }

  boolean isFor(Snapshot of, @Nullable LeaseEntry overtaken) {
    return parent == overtaken && snapshot.id().equals(of.id());
  }
}
