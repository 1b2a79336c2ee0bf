package network.baton.node;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import network.baton.lease.Completion;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.LeaseDraft;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Pass;
import network.baton.lease.Ready;
import network.baton.lease.Release;
import network.baton.lease.Task;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.SafetyRecord.Refused;
import network.baton.node.trace.Trace;
import network.baton.wire.BeatKey;
import network.baton.wire.LeaseKey;
import network.baton.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs with the lease key, on the loop's own thread: between a block and its prover every other
 * thread would be one more wait for a processor. Leases that are wanted together share one durable
 * write, the only one of the hot path; no signature leaves before it.
 */
final class Signer {
  private static final Logger LOG = LoggerFactory.getLogger(Signer.class);

  private final LeaseKey key;
  private final BeatKey beatKey;
  private final Wire wire;
  private final SafetyRecord record;
  private final Trace trace;
  private final List<Effect.SignLease> wanted = new ArrayList<>();
  private final List<Event> answers = new ArrayList<>();
  private final Map<Refused, LongAdder> refusals = new EnumMap<>(Refused.class);

  Signer(LeaseKey key, BeatKey beatKey, Wire wire, SafetyRecord record, Trace trace) {
    this.key = key;
    this.beatKey = beatKey;
    this.wire = wire;
    this.record = record;
    this.trace = trace;
    for (Refused reason : Refused.values()) {
      refusals.put(reason, new LongAdder());
    }
  }

  void lease(Effect.SignLease lease) {
    wanted.add(lease);
  }

  void release(Release release) {
    answers.add(new Event.ReleaseSigned(wire.sign(release, key)));
  }

  void ready(Ready ready) {
    answers.add(new Event.ReadySigned(wire.sign(ready, key)));
  }

  void pass(Pass pass) {
    answers.add(new Event.PassSigned(wire.sign(pass, key)));
  }

  void completion(Completion completion) {
    answers.add(new Event.CompletionSigned(wire.sign(completion, key)));
  }

  /**
   * What the core hears of all that it wanted signed since the last call. Blocks for the durable
   * write if a lease is among it.
   *
   * @param onSigned told of each lease before that write; its signature must not leave the process
   */
  List<Event> answers(BiConsumer<Task, VerifiedLease> onSigned) {
    if (!wanted.isEmpty()) {
      signLeases(onSigned);
      wanted.clear();
    }
    if (answers.isEmpty()) {
      return List.of();
    }
    List<Event> given = List.copyOf(answers);
    answers.clear();
    return given;
  }

  private void signLeases(BiConsumer<Task, VerifiedLease> onSigned) {
    long begunNanos = System.nanoTime();
    List<VerifiedLease> signed = new ArrayList<>();
    List<SafetyRecord.Entry> entries = new ArrayList<>();
    for (Effect.SignLease lease : wanted) {
      LeaseDraft draft = lease.draft();
      VerifiedLease message =
          wire.sign(draft.withBeatKey(beatKey.publicKey()), key, lease.evidence());
      signed.add(message);
      entries.add(
          new SafetyRecord.Entry(
              draft.taskId(),
              draft.term(),
              lease.epoch(),
              draft.nonce(),
              lease.task().slot(),
              message.digest(),
              wire.encode(message)));
    }
    double signMs = (System.nanoTime() - begunNanos) / 1e6;
    for (int i = 0; i < signed.size(); i++) {
      onSigned.accept(wanted.get(i).task(), signed.get(i));
    }
    long signedNanos = System.nanoTime();
    List<Refused> verdicts;
    try {
      verdicts = record.record(entries);
    } catch (RuntimeException e) {
      LOG.error("nothing is signed: the safety record cannot be written: {}", e.toString());
      wanted.forEach(
          lease ->
              answers.add(
                  new Event.LeaseRefused(lease.draft(), "the safety record cannot be written")));
      return;
    }
    double recordMs = (System.nanoTime() - signedNanos) / 1e6;
    for (int i = 0; i < signed.size(); i++) {
      answer(wanted.get(i), signed.get(i), verdicts.get(i), signMs, recordMs);
    }
  }

  private void answer(
      Effect.SignLease lease,
      VerifiedLease message,
      Refused refused,
      double signMs,
      double recordMs) {
    LeaseDraft draft = lease.draft();
    if (refused != Refused.NONE) {
      Objects.requireNonNull(refusals.get(refused)).increment();
      LOG.warn(
          "the safety record refuses to sign slot {} term {}: {}",
          lease.task().slot(),
          draft.term(),
          refused);
      answers.add(new Event.LeaseRefused(draft, refused.name()));
      return;
    }
    answers.add(new Event.LeaseSigned(message));
    trace.say(
        "sign",
        "taskId",
        draft.taskId(),
        "term",
        draft.term(),
        "nonce",
        draft.nonce(),
        "digest",
        message.digest(),
        "signMs",
        signMs,
        "recordMs",
        recordMs);
  }

  /** What the safety record has refused to sign, by reason. Called on any thread. */
  void countRefusals(BiConsumer<Refused, Long> into) {
    refusals.forEach(
        (reason, count) -> {
          if (count.sum() > 0) {
            into.accept(reason, count.sum());
          }
        });
  }
}
