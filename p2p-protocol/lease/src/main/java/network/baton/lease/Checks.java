package network.baton.lease;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.baton.lease.Message.VerifiedCompletion;
import org.jspecify.annotations.Nullable;

/**
 * Proofs that are being verified, by the digest of the completion that announced them. Bounded by
 * {@link LeaseLimits#CHECKS_PER_LEASE_MAX} for each lease; ends with the answer or with the task.
 */
final class Checks {
  /**
   * One verification.
   *
   * @param seen the completion as it came from outside, to be judged; null while only a lease cites
   *     it
   */
  record Check(LeaseEntry lease, VerifiedCompletion completion, @Nullable Held seen) {}

  private final Map<Hash32, Check> running = new LinkedHashMap<>();

  @Nullable Check get(Hash32 completion) {
    return running.isEmpty() ? null : running.get(completion);
  }

  void put(Check check) {
    running.put(check.completion().digest(), check);
  }

  @Nullable Check end(Hash32 completion) {
    return running.remove(completion);
  }

  List<Check> endAll(TaskState task) {
    List<Check> ended = new ArrayList<>();
    for (Check check : running.values()) {
      if (check.lease().task() == task) {
        ended.add(check);
      }
    }
    ended.forEach(check -> running.remove(check.completion().digest()));
    return ended;
  }
}
