package network.baton.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import network.baton.lease.Beat;
import network.baton.lease.Hash32;

/** What a beat key signs, and its digest. The lease digest in it binds network and lease. */
final class BeatBytes {
  private static final byte[] TAG = "baton-beat-v1".getBytes(US_ASCII);
  private static final int BYTES = TAG.length + Hash32.BYTES + 8 + 4 + 4 + 8;
  private static final ThreadLocal<MessageDigest> SHA256 =
      ThreadLocal.withInitial(BeatBytes::newSha256);

  private BeatBytes() {}

  static byte[] of(Beat beat) {
    Hash32 lease = beat.leaseDigest();
    return ByteBuffer.allocate(BYTES)
        .put(TAG)
        .putLong(lease.a())
        .putLong(lease.b())
        .putLong(lease.c())
        .putLong(lease.d())
        .putLong(beat.sequence())
        .putInt(beat.stage())
        .putInt(beat.progressPpm())
        .putLong(beat.predictedFinishMs())
        .array();
  }

  static Hash32 digest(byte[] signedBytes) {
    return Hash32.of(SHA256.get().digest(signedBytes));
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
