package network.baton.node;

import java.util.List;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.LeaseCore;
import network.baton.node.Mailbox.Letter;
import network.baton.node.board.Feed;
import network.baton.node.board.SlotBoard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the lease core, the board and the anchorer: takes a letter from the
 * mailbox, lets the core decide, hands the effects on, and wakes when one of them wants to be
 * woken. Nothing here blocks but the durable write before a lease is signed ({@link Signer}).
 */
final class NodeLoop {
  /** Changes of a slot are shown at most this often, in milliseconds. */
  static final long SHOW_INTERVAL_MS = 50;

  /** The loop looks around at least this often, in milliseconds. */
  static final long IDLE_MAX_MS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);

  private final LeaseCore core;
  private final NodeClock clock;
  private final Mailbox mailbox;
  private final EffectRunner effects;
  private final Signer signer;
  private final Anchorer anchorer;
  private final SlotBoard board;
  private final Feed feed;

  @SuppressWarnings("ThreadPriorityCheck") // for speed only: nothing relies on the order
  private final Thread thread =
      Thread.ofPlatform().name("baton-loop").priority(Thread.MAX_PRIORITY).unstarted(this::turn);

  private volatile boolean stopping;
  private long shownMs;

  NodeLoop(
      LeaseCore core,
      NodeClock clock,
      Mailbox mailbox,
      EffectRunner effects,
      Signer signer,
      Anchorer anchorer,
      SlotBoard board,
      Feed feed) {
    this.core = core;
    this.clock = clock;
    this.mailbox = mailbox;
    this.effects = effects;
    this.signer = signer;
    this.anchorer = anchorer;
    this.board = board;
    this.feed = feed;
  }

  void start() {
    thread.start();
  }

  private void turn() {
    try {
      while (!stopping) {
        Letter letter = mailbox.poll(idleMs(clock.nowMs()));
        switch (letter) {
          case Letter.ForCore(List<Event> events) -> events.forEach(this::step);
          case Letter.Errand(Runnable work) -> work.run();
          case null -> {}
        }
        long nowMs = clock.nowMs();
        if (nowMs >= core.nextWakeMs()) {
          step(new Event.Tick());
        }
        giveAnswers();
        anchorer.tick(nowMs);
        show(nowMs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // A broken invariant: going on could sign on a lie. The process ends and is restarted from
      // its safety record.
      LOG.error("the node's core failed and the node stops; please report this", e);
      Runtime.getRuntime().halt(1);
    }
  }

  private void step(Event event) {
    effects.before(event);
    List<Effect> decided = core.apply(event, clock.nowMs());
    for (Effect effect : decided) {
      effects.run(effect);
    }
  }

  /** What was signed goes back to the core, until nothing more is wanted. */
  private void giveAnswers() {
    List<Event> answers = signer.answers(effects::signed);
    while (!answers.isEmpty()) {
      answers.forEach(this::step);
      effects.answered();
      answers = signer.answers(effects::signed);
    }
  }

  private long idleMs(long nowMs) {
    long wakeMs = Math.min(core.nextWakeMs(), anchorer.nextWakeMs());
    if (board.hasChanges()) {
      wakeMs = Math.min(wakeMs, shownMs + SHOW_INTERVAL_MS);
    }
    return Math.min(wakeMs - nowMs, IDLE_MAX_MS);
  }

  private void show(long nowMs) {
    if (board.hasChanges() && nowMs - shownMs >= SHOW_INTERVAL_MS) {
      shownMs = nowMs;
      feed.publish(board.drainChanged());
    }
  }

  void stop() {
    stopping = true;
    mailbox.run(() -> {});
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
