package network.baton.node;

import java.util.LinkedHashSet;
import java.util.Set;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;

/**
 * D-11: proves while the disk writes. A job begins as soon as its lease has a signature, beside the
 * durable write without which that signature does not leave; what the core then does not start is
 * cancelled. On the loop's thread.
 */
final class HeadStart {
  private final Jobs jobs;
  private final Set<Hash32> begun = new LinkedHashSet<>();

  /** The prover side of it. */
  interface Jobs {
    void start(Task task, VerifiedLease lease);

    /** Ends the job, if it has not ended. */
    void cancel(Hash32 leaseDigest);
  }

  HeadStart(Jobs jobs) {
    this.jobs = jobs;
  }

  /** The lease is signed and not yet on the disk. */
  void begin(Task task, VerifiedLease lease) {
    jobs.start(task, lease);
    begun.add(lease.digest());
  }

  /** The core starts the job, which runs already unless its lease was signed without notice. */
  void confirm(Task task, VerifiedLease lease) {
    if (!begun.remove(lease.digest())) {
      jobs.start(task, lease);
    }
  }

  /** The core has heard of all that was signed: nobody wants the other jobs. */
  void cancelRest() {
    begun.forEach(jobs::cancel);
    begun.clear();
  }
}
