package network.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.baton.lease.Address;
import network.baton.lease.Beat;
import network.baton.lease.Cause;
import network.baton.lease.Completion;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Pass;
import network.baton.lease.Ready;
import network.baton.lease.Release;
import org.junit.jupiter.api.Test;

/** Every field is covered by the signature: no two of these messages share a digest. */
class FieldsTest {
  private static final Hash32 A = ProofTypes.id("a");
  private static final Hash32 B = ProofTypes.id("b");

  private final Set<Hash32> digests = new HashSet<>();

  @Test
  void everyFieldOfALeaseChangesItsDigest() {
    for (SigningDomain domain : domains()) {
      lease(domain, new Lease(A, 1, 2, A, A, Cause.LATE, A, 3, 4, A, 5));
      lease(domain, new Lease(B, 1, 2, A, A, Cause.LATE, A, 3, 4, A, 5));
      lease(domain, new Lease(A, 2, 2, A, A, Cause.LATE, A, 3, 4, A, 5));
      lease(domain, new Lease(A, 1, 1, A, A, Cause.LATE, A, 3, 4, A, 5));
      lease(domain, new Lease(A, 1, 2, B, A, Cause.LATE, A, 3, 4, A, 5));
      lease(domain, new Lease(A, 1, 2, A, B, Cause.LATE, A, 3, 4, A, 5));
      lease(domain, new Lease(A, 1, 2, A, A, Cause.FROZEN, A, 3, 4, A, 5));
      lease(domain, new Lease(A, 1, 2, A, A, Cause.LATE, B, 3, 4, A, 5));
      lease(domain, new Lease(A, 1, 2, A, A, Cause.LATE, A, 4, 4, A, 5));
      lease(domain, new Lease(A, 1, 2, A, A, Cause.LATE, A, 3, 3, A, 5));
      lease(domain, new Lease(A, 1, 2, A, A, Cause.LATE, A, 3, 4, B, 5));
      lease(domain, new Lease(A, 1, 2, A, A, Cause.LATE, A, 3, 4, A, 4));
    }
    assertThat(digests).hasSize(3 * 12);
  }

  @Test
  void everyFieldOfAReleaseOrCompletionChangesItsDigest() {
    for (SigningDomain domain : domains()) {
      digests.add(domain.releaseDigest(new Release(A, Release.Reason.SHUTDOWN, 1)));
      digests.add(domain.releaseDigest(new Release(B, Release.Reason.SHUTDOWN, 1)));
      digests.add(domain.releaseDigest(new Release(A, Release.Reason.OVERLOADED, 1)));
      digests.add(domain.releaseDigest(new Release(A, Release.Reason.SHUTDOWN, 2)));
      digests.add(domain.completionDigest(new Completion(A, A, 1)));
      digests.add(domain.completionDigest(new Completion(B, A, 1)));
      digests.add(domain.completionDigest(new Completion(A, B, 1)));
      digests.add(domain.completionDigest(new Completion(A, A, 2)));
    }
    assertThat(digests).hasSize(3 * 8);
  }

  @Test
  void everyFieldOfABeaconOrPassChangesItsDigest() {
    for (SigningDomain domain : domains()) {
      digests.add(domain.readyDigest(new Ready(1, 2, List.of(A, B))));
      digests.add(domain.readyDigest(new Ready(2, 2, List.of(A, B))));
      digests.add(domain.readyDigest(new Ready(1, 1, List.of(A, B))));
      digests.add(domain.readyDigest(new Ready(1, 2, List.of(A))));
      digests.add(domain.readyDigest(new Ready(1, 2, List.of(B, A))));
      digests.add(domain.passDigest(new Pass(A, 1)));
      digests.add(domain.passDigest(new Pass(B, 1)));
      digests.add(domain.passDigest(new Pass(A, 2)));
    }
    assertThat(digests).hasSize(3 * 8);
  }

  @Test
  void everyFieldOfABeatChangesItsDigest() {
    beat(new Beat(A, 1, 2, 3, 4));
    beat(new Beat(B, 1, 2, 3, 4));
    beat(new Beat(A, 2, 2, 3, 4));
    beat(new Beat(A, 1, 1, 3, 4));
    beat(new Beat(A, 1, 2, 2, 4));
    beat(new Beat(A, 1, 2, 3, 3));
    assertThat(digests).hasSize(6);
  }

  private void lease(SigningDomain domain, Lease lease) {
    digests.add(domain.leaseDigest(lease));
  }

  private void beat(Beat beat) {
    digests.add(BeatBytes.digest(BeatBytes.of(beat)));
  }

  /** The one of the tests, another chain's, another registry's. */
  private static SigningDomain[] domains() {
    Address registry = Messages.DOMAIN.registry();
    return new SigningDomain[] {
      Messages.DOMAIN,
      new SigningDomain(Messages.DOMAIN.chainId() + 1, registry),
      new SigningDomain(
          Messages.DOMAIN.chainId(), new Address(registry.a(), registry.b(), registry.c() + 1)),
    };
  }
}
