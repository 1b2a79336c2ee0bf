package network.baton.wire;

import network.baton.lease.Beat;
import network.baton.lease.Completion;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Pass;
import network.baton.lease.Ready;
import network.baton.lease.Refusal;
import network.baton.lease.Release;
import network.baton.wire.pb.BeaconMessage;
import network.baton.wire.pb.ResultMessage;
import network.baton.wire.pb.SignedBeat;
import network.baton.wire.pb.SignedLease;
import org.jspecify.annotations.Nullable;

/**
 * The codec of one network's gossip messages and the only maker of verified ones: from bytes, after
 * every check of {@code specs/wire.md}, or by signing. Immutable; threads may share it. All bytes
 * are uncompressed protobuf: {@link SnappyBlock} is what goes on the topic.
 */
public final class Wire {
  private final SigningDomain domain;
  private final MessageReader reader;

  public Wire(SigningDomain domain) {
    this.domain = domain;
    this.reader = new MessageReader(domain);
  }

  public SigningDomain domain() {
    return domain;
  }

  /**
   * The one encoding of a message: SignedLease with its evidence, SignedBeat, ResultMessage for a
   * release or completion, or BeaconMessage for a beacon or pass.
   */
  public byte[] encode(Message message) {
    return MessageWriter.encode(message);
  }

  /** Reads what the topic of family {@code task} carries. */
  public Decoded<TaskAnnouncement> task(byte[] bytes) {
    return TaskAnnouncements.decode(bytes);
  }

  /** Reads what the topic of family {@code lease} carries. */
  public Decoded<VerifiedLease> lease(byte[] bytes) {
    return Canonical.parse(bytes, WireLimits.MESSAGE_BYTES_MAX, SignedLease.parser())
        .then(reader::lease);
  }

  /** Reads what the topic of family {@code beat} carries. */
  public Decoded<VerifiedBeat> beat(byte[] bytes) {
    return Canonical.parse(bytes, WireLimits.MESSAGE_BYTES_MAX, SignedBeat.parser())
        .then(reader::beat);
  }

  /** Reads what the topic of family {@code result} carries: a release or a completion. */
  public Decoded<Message> result(byte[] bytes) {
    return Canonical.parse(bytes, WireLimits.MESSAGE_BYTES_MAX, ResultMessage.parser())
        .then(this::result);
  }

  private Decoded<Message> result(ResultMessage message) {
    return switch (message.getBodyCase()) {
      case RELEASE -> reader.release(message.getRelease()).then(Decoded::ok);
      case COMPLETION -> reader.completion(message.getCompletion()).then(Decoded::ok);
      case BODY_NOT_SET -> Decoded.reject(Refusal.MALFORMED);
    };
  }

  /** Reads what the topic of family {@code beacon} carries: a beacon or a pass. */
  public Decoded<Message> beacon(byte[] bytes) {
    return Canonical.parse(bytes, WireLimits.MESSAGE_BYTES_MAX, BeaconMessage.parser())
        .then(
            message ->
                switch (message.getBodyCase()) {
                  case READY -> reader.ready(message.getReady()).then(Decoded::ok);
                  case PASS -> reader.pass(message.getPass()).then(Decoded::ok);
                  case BODY_NOT_SET -> Decoded.reject(Refusal.MALFORMED);
                });
  }

  MessageReader reader() {
    return reader;
  }

  /**
   * Signs an own lease.
   *
   * @param evidence the message whose digest the lease names, null when it names none
   * @throws IllegalArgumentException if the evidence is another message than the lease names, or a
   *     number is out of its range
   */
  public VerifiedLease sign(Lease lease, LeaseKey key, @Nullable Message evidence) {
    Hash32 evidenceDigest = evidence == null ? Hash32.ZERO : evidence.digest();
    if (!evidenceDigest.equals(lease.evidence())) {
      throw new IllegalArgumentException(
          "the lease names evidence " + lease.evidence() + ", given is " + evidenceDigest);
    }
    require(Shape.holds(lease), lease);
    Hash32 digest = domain.leaseDigest(lease);
    Message cited = evidence instanceof VerifiedLease later ? later.withoutEvidence() : evidence;
    return new VerifiedLease(digest, lease, key.address(), key.sign(digest), cited);
  }

  /** Signs an own beat with the key that its lease names. */
  public VerifiedBeat sign(Beat beat, BeatKey key) {
    require(Shape.holds(beat), beat);
    byte[] signedBytes = BeatBytes.of(beat);
    return new VerifiedBeat(
        BeatBytes.digest(signedBytes), beat, key.publicKey(), key.sign(signedBytes));
  }

  /** Signs an own release. */
  public VerifiedRelease sign(Release release, LeaseKey key) {
    require(Shape.holds(release), release);
    Hash32 digest = domain.releaseDigest(release);
    return new VerifiedRelease(digest, release, key.address(), key.sign(digest));
  }

  /** Signs an own completion. */
  public VerifiedCompletion sign(Completion completion, LeaseKey key) {
    require(Shape.holds(completion), completion);
    Hash32 digest = domain.completionDigest(completion);
    return new VerifiedCompletion(digest, completion, key.address(), key.sign(digest));
  }

  /** Signs an own beacon. */
  public VerifiedReady sign(Ready ready, LeaseKey key) {
    require(Shape.holds(ready), ready);
    Hash32 digest = domain.readyDigest(ready);
    return new VerifiedReady(digest, ready, key.address(), key.sign(digest));
  }

  /** Signs an own pass. */
  public VerifiedPass sign(Pass pass, LeaseKey key) {
    require(Shape.holds(pass), pass);
    Hash32 digest = domain.passDigest(pass);
    return new VerifiedPass(digest, pass, key.address(), key.sign(digest));
  }

  private static void require(boolean holds, Record body) {
    if (!holds) {
      throw new IllegalArgumentException("a number is out of its range: " + body);
    }
  }
}
