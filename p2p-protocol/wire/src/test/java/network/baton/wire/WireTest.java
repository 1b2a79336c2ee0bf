package network.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import network.baton.lease.Hash32;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final int ROUNDS = 200;

  private final Wire wire = new Wire(Messages.DOMAIN);

  @Test
  void everyMessageComesBackAsItWasSigned() {
    var messages = new Messages(1);
    LeaseKey key = messages.leaseKey();
    for (int i = 0; i < ROUNDS; i++) {
      VerifiedBeat beat = wire.sign(messages.beat(), messages.beatKey());
      VerifiedRelease release = wire.sign(messages.release(), key);
      VerifiedCompletion completion = wire.sign(messages.completion(), key);
      assertThat(wire.beat(wire.encode(beat))).isEqualTo(Decoded.ok(beat));
      assertThat(wire.result(wire.encode(release))).isEqualTo(Decoded.ok(release));
      assertThat(wire.result(wire.encode(completion))).isEqualTo(Decoded.ok(completion));

      VerifiedReady ready = wire.sign(messages.ready(), key);
      VerifiedPass pass = wire.sign(messages.pass(), key);
      assertThat(wire.beacon(wire.encode(ready))).isEqualTo(Decoded.ok(ready));
      assertThat(wire.beacon(wire.encode(pass))).isEqualTo(Decoded.ok(pass));
      assertThat(wire.result(wire.encode(ready))).isInstanceOf(Decoded.Refused.class);

      VerifiedLease citing = wire.sign(messages.lease(beat.digest()), key, beat);
      var evidences =
          new ArrayList<Message>(List.of(beat, release, completion, citing.withoutEvidence()));
      for (Message evidence : evidences) {
        VerifiedLease lease = wire.sign(messages.lease(evidence.digest()), key, evidence);
        assertThat(lease.signer()).isEqualTo(key.address());
        assertThat(wire.lease(wire.encode(lease))).isEqualTo(Decoded.ok(lease));
      }
      VerifiedLease bare = wire.sign(messages.lease(Hash32.ZERO), key, null);
      assertThat(wire.lease(wire.encode(bare))).isEqualTo(Decoded.ok(bare));
    }
  }

  @Test
  void ownLeaseMustCarryTheEvidenceThatItNames() {
    var messages = new Messages(2);
    LeaseKey key = messages.leaseKey();
    VerifiedBeat beat = wire.sign(messages.beat(), messages.beatKey());
    assertThatThrownBy(() -> wire.sign(messages.lease(messages.hash()), key, beat))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> wire.sign(messages.lease(beat.digest()), key, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leaseAsEvidenceTravelsWithoutWhatItCites() {
    var messages = new Messages(3);
    LeaseKey key = messages.leaseKey();
    VerifiedBeat beat = wire.sign(messages.beat(), messages.beatKey());
    VerifiedLease later = wire.sign(messages.lease(beat.digest()), key, beat);
    VerifiedLease child = wire.sign(messages.lease(later.digest()), key, later);

    assertThat(child.evidence()).isEqualTo(later.withoutEvidence());
    assertThat(wire.lease(wire.encode(child))).isEqualTo(Decoded.ok(child));
  }
}
