package network.baton.node;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.baton.lease.Cause;
import network.baton.lease.Completion;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseDraft;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Release;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.SafetyRecord.Refused;
import network.baton.node.store.Store;
import network.baton.node.trace.Trace;
import network.baton.wire.BeatKey;
import network.baton.wire.LeaseKey;
import network.baton.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs with the lease key, on one thread of its own. A lease is on disk before its signature
 * leaves (the one durable write of the hot path).
 */
final class Signer implements AutoCloseable {
  static final int WARM_UP_ROUNDS = 40;

  private static final Logger LOG = LoggerFactory.getLogger(Signer.class);

  private final LeaseKey key;
  private final BeatKey beatKey;
  private final Wire wire;
  private final SafetyRecord record;
  private final Trace trace;
  private final Consumer<Event> loop;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("baton-signer").factory());

  Signer(
      LeaseKey key,
      BeatKey beatKey,
      Wire wire,
      SafetyRecord record,
      Trace trace,
      Consumer<Event> loop) {
    this.key = key;
    this.beatKey = beatKey;
    this.wire = wire;
    this.record = record;
    this.trace = trace;
    this.loop = loop;
  }

  /**
   * Signs and writes in vain, so that the first real lease does not pay for loading classes: with a
   * key that is thrown away, and one row that says when the node started.
   */
  void warmUp(Store store) {
    thread.execute(
        () -> {
          var draft =
              new LeaseDraft(
                  Hash32.ZERO, 1, 0, Hash32.ZERO, Hash32.ZERO, Cause.FIRST, Hash32.ZERO, 0, 1, 0);
          store.extendLog();
          LeaseKey throwaway = LeaseKey.generate();
          for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            VerifiedLease lease =
                wire.sign(draft.withBeatKey(beatKey.publicKey()), throwaway, null);
            wire.lease(wire.encode(lease));
            store.setFact("startedAtMs", Long.toString(System.currentTimeMillis()));
          }
        });
  }

  void lease(LeaseDraft draft, @Nullable Message evidence, long slot, long epoch) {
    thread.execute(() -> signLease(draft, evidence, slot, epoch));
  }

  private void signLease(LeaseDraft draft, @Nullable Message evidence, long slot, long epoch) {
    try {
      long begunNanos = System.nanoTime();
      VerifiedLease lease = wire.sign(draft.withBeatKey(beatKey.publicKey()), key, evidence);
      long signedNanos = System.nanoTime();
      Refused refused =
          record.record(
              draft.taskId(),
              draft.term(),
              epoch,
              draft.nonce(),
              slot,
              lease.digest(),
              wire.encode(lease));
      long recordedNanos = System.nanoTime();
      if (refused == Refused.NONE) {
        loop.accept(new Event.LeaseSigned(lease));
        trace.say(
            "sign",
            "taskId",
            draft.taskId(),
            "term",
            draft.term(),
            "nonce",
            draft.nonce(),
            "digest",
            lease.digest(),
            "signMs",
            (signedNanos - begunNanos) / 1e6,
            "recordMs",
            (recordedNanos - signedNanos) / 1e6);
      } else {
        LOG.warn(
            "the safety record refuses to sign slot {} term {}: {}", slot, draft.term(), refused);
        loop.accept(new Event.LeaseRefused(draft, refused.name()));
      }
    } catch (RuntimeException e) {
      LOG.error(
          "nothing is signed for slot {}: the safety record cannot be written: {}",
          slot,
          e.toString());
      loop.accept(new Event.LeaseRefused(draft, "the safety record cannot be written"));
    }
  }

  void release(Release release) {
    thread.execute(() -> loop.accept(new Event.ReleaseSigned(wire.sign(release, key))));
  }

  void completion(Completion completion) {
    thread.execute(() -> loop.accept(new Event.CompletionSigned(wire.sign(completion, key))));
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
        LOG.warn("the signer did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
