package network.baton.wire;

import java.util.List;
import network.baton.lease.Beat;
import network.baton.lease.Cause;
import network.baton.lease.Completion;
import network.baton.lease.Lease;
import network.baton.lease.LeaseLimits;
import network.baton.lease.Pass;
import network.baton.lease.Ready;
import network.baton.lease.Release;
import org.jspecify.annotations.Nullable;

/**
 * The range of every number in a message (W-05). Holds for own messages as for others'; whether the
 * numbers make sense together is for the lease core to say.
 */
final class Shape {
  private static final int LANE_MAX = 0xffff;
  private static final int PPM_MAX = 1_000_000;
  private static final List<Cause> CAUSES = List.of(Cause.values());
  private static final List<Release.Reason> REASONS = List.of(Release.Reason.values());

  private Shape() {}

  static boolean holds(Lease lease) {
    return lease.term() >= 1
        && lease.prover() >= 0
        && lease.lane() >= 0
        && lease.lane() <= LANE_MAX
        && isNumber(lease.nonce())
        && lease.nonce() >= 1
        && isNumber(lease.issuedAtMs());
  }

  static boolean holds(Beat beat) {
    return isNumber(beat.sequence())
        && beat.stage() >= 0
        && beat.progressPpm() >= 0
        && beat.progressPpm() <= PPM_MAX
        && isNumber(beat.predictedFinishMs());
  }

  static boolean holds(Release release) {
    return isNumber(release.issuedAtMs());
  }

  static boolean holds(Completion completion) {
    return completion.sizeBytes() >= 1 && completion.sizeBytes() <= WireLimits.PROOF_BYTES_MAX;
  }

  static boolean holds(Ready ready) {
    return ready.prover() >= 0
        && isNumber(ready.slot())
        && !ready.proofTypes().isEmpty()
        && ready.proofTypes().size() <= LeaseLimits.READY_TYPES_MAX;
  }

  static boolean holds(Pass pass) {
    return pass.prover() >= 0;
  }

  static boolean isNumber(long value) {
    return value >= 0 && value <= WireLimits.NUMBER_MAX;
  }

  static @Nullable Cause cause(int code) {
    for (Cause cause : CAUSES) {
      if (cause.code() == code) {
        return cause;
      }
    }
    return null;
  }

  static Release.@Nullable Reason reason(int code) {
    for (Release.Reason reason : REASONS) {
      if (reason.code() == code) {
        return reason;
      }
    }
    return null;
  }
}
