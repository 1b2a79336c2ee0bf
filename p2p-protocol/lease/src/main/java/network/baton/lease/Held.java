package network.baton.lease;

import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import org.jspecify.annotations.Nullable;

/** A message on its way to its verdict, with what came of it while it waited. */
final class Held {
  private final Message message;
  private final long arrivedMs;
  private final boolean own;
  private int copies;
  private @Nullable Hash32 awaited;
  private long wakeMs;
  private long order;
  private boolean stranger;

  /**
   * Takes a message in.
   *
   * @param own an own lease from before: nobody waits for a verdict on it
   */
  Held(Message message, long arrivedMs, boolean own) {
    this.message = message;
    this.arrivedMs = arrivedMs;
    this.own = own;
  }

  Message message() {
    return message;
  }

  Hash32 digest() {
    return message.digest();
  }

  long arrivedMs() {
    return arrivedMs;
  }

  boolean isOwn() {
    return own;
  }

  /** How often the same message came again before its verdict. */
  int copies() {
    return copies;
  }

  void countCopy() {
    copies++;
  }

  /** What it waits for; null when it waits for a moment. */
  @Nullable Hash32 awaited() {
    return awaited;
  }

  long wakeMs() {
    return wakeMs;
  }

  long order() {
    return order;
  }

  boolean isStranger() {
    return stranger;
  }

  void waits(@Nullable Hash32 forWhat, long untilMs, long inOrder, boolean asStranger) {
    awaited = forWhat;
    wakeMs = untilMs;
    order = inOrder;
    stranger = asStranger;
  }

  /** Whether it is a hint, which must not take the place of a lease in a bound. */
  boolean isHint() {
    return message instanceof VerifiedPass;
  }

  /** Who signed it: an address, or a beat key. */
  Object signer() {
    return signer(message);
  }

  static Object signer(Message message) {
    return switch (message) {
      case VerifiedLease lease -> lease.signer();
      case VerifiedBeat beat -> beat.signer();
      case VerifiedRelease release -> release.signer();
      case VerifiedCompletion completion -> completion.signer();
      case VerifiedReady ready -> ready.signer();
      case VerifiedPass pass -> pass.signer();
    };
  }

  /** What it speaks of: a task for a lease and a pass, nothing for a beacon, else a lease. */
  Hash32 subject() {
    return switch (message) {
      case VerifiedLease lease -> lease.lease().taskId();
      case VerifiedBeat beat -> beat.beat().leaseDigest();
      case VerifiedRelease release -> release.release().leaseDigest();
      case VerifiedCompletion completion -> completion.completion().leaseDigest();
      case VerifiedReady _ -> Hash32.ZERO;
      case VerifiedPass pass -> pass.pass().taskId();
    };
  }
}
