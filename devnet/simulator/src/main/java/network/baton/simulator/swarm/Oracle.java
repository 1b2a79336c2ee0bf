package network.baton.simulator.swarm;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import network.baton.lease.Address;
import network.baton.lease.GasBands;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.simulator.workload.ReferenceOrder;

/** Ranks by the specification (S-01 to S-06), computed without the core's own succession. */
final class Oracle {
  private static final int FIT_PERCENT = LeaseSettings.L1_REALTIME.fitPercent();
  private static final GasBands BANDS = LeaseSettings.L1_REALTIME.gasBands();

  private final ReferenceOrder order = new ReferenceOrder();
  private final Map<Hash32, double[]> scoresByTask = new HashMap<>();

  /** Place of a prover for a term, from 0; -1 if it has none. */
  int rank(Snapshot snapshot, Task task, int prover, int term, Set<Address> struck) {
    double[] scores = scores(snapshot, task);
    int self = -1;
    for (int i = 0; i < snapshot.provers().size(); i++) {
      self = snapshot.provers().get(i).index() == prover ? i : self;
    }
    if (self < 0 || !may(snapshot.provers().get(self), task, struck)) {
      return -1;
    }
    int rank = 0;
    for (int i = 0; i < scores.length; i++) {
      Prover other = snapshot.provers().get(i);
      if (i != self && may(other, task, struck)) {
        rank += isBefore(snapshot, task, scores, i, self, term) ? 1 : 0;
      }
    }
    return rank;
  }

  private static boolean may(Prover prover, Task task, Set<Address> struck) {
    return prover.proves(task.proofType()) && !struck.contains(prover.operator());
  }

  private static boolean isBefore(
      Snapshot snapshot, Task task, double[] scores, int one, int other, int term) {
    long onePromise = promiseMs(snapshot.provers().get(one), task);
    long otherPromise = promiseMs(snapshot.provers().get(other), task);
    long spanMs = task.deadlineMs() - task.slotStartMs();
    boolean oneFits = 100 * onePromise <= FIT_PERCENT * spanMs;
    boolean otherFits = 100 * otherPromise <= FIT_PERCENT * spanMs;
    if (term == 1 && oneFits != otherFits) {
      return oneFits;
    }
    if ((term > 1 || !oneFits) && onePromise != otherPromise) {
      return onePromise < otherPromise;
    }
    return scores[one] > scores[other];
  }

  static long promiseMs(Prover prover, Task task) {
    return prover.promiseMs(task.proofType(), BANDS.of(task.gasUsed()));
  }

  private double[] scores(Snapshot snapshot, Task task) {
    return scoresByTask.computeIfAbsent(
        task.taskId(),
        _ -> {
          double[] scores = new double[snapshot.provers().size()];
          for (int i = 0; i < scores.length; i++) {
            Prover prover = snapshot.provers().get(i);
            scores[i] =
                order.score(
                    snapshot.seed(),
                    task.slot(),
                    task.proofType(),
                    task.stage(),
                    task.index(),
                    prover.index(),
                    prover.weight());
          }
          return scores;
        });
  }
}
