package network.baton.node;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import network.baton.lease.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node may claim (specs/claiming.md): when nothing is left that stands against it.
 * Whoever changes that calls {@link #review}, or waits for the next one.
 */
final class Claiming {
  /**
   * A node that finds no peers claims after this long all the same: it may be the first of the
   * network.
   */
  static final long LONELY_MS = 8_000;

  static final long REVIEW_INTERVAL_MS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Claiming.class);

  private static final Objection STOPPING =
      new Objection(Objection.Why.STOPPING, "the node is being stopped");

  private final LongSupplier nowMs;
  private final Consumer<Event> loop;
  private final IntSupplier exchangedPeers;
  private final int peersNeeded;
  private final OwnKeyWatch ownKey;
  private final List<Ground> others;
  private final long startedMs;
  private final Map<Objection.Why, String> objections = new EnumMap<>(Objection.Why.class);
  private boolean allowed;
  private boolean shuttingDown;

  /**
   * Allows nothing yet.
   *
   * @param nowMs a clock that never goes back
   * @param peersNamed how many peers the files name besides this node itself
   */
  Claiming(
      LongSupplier nowMs,
      Consumer<Event> loop,
      IntSupplier exchangedPeers,
      int peersNamed,
      OwnKeyWatch ownKey,
      List<Ground> others) {
    this.nowMs = nowMs;
    this.loop = loop;
    this.exchangedPeers = exchangedPeers;
    this.peersNeeded = Math.min(StatusExchange.PEERS_MIN, peersNamed);
    this.ownKey = ownKey;
    this.others = List.copyOf(others);
    this.startedMs = nowMs.getAsLong();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
  void watch(ScheduledExecutorService timer) {
    timer.scheduleWithFixedDelay(this::review, 0, REVIEW_INTERVAL_MS, TimeUnit.MILLISECONDS);
  }

  synchronized void review() {
    List<Objection> standing = standing();
    for (Objection objection : standing) {
      if (!objections.containsKey(objection.why())) {
        say(objection);
      }
    }
    objections.clear();
    standing.forEach(objection -> objections.put(objection.why(), objection.text()));
    boolean now = standing.isEmpty();
    if (now == allowed) {
      return;
    }
    allowed = now;
    loop.accept(new Event.ClaimingAllowed(now));
    if (now) {
      LOG.info(
          "claiming: {} of {} peers told what is open", exchangedPeers.getAsInt(), peersNeeded);
    }
  }

  private List<Objection> standing() {
    var standing = new ArrayList<Objection>();
    add(standing, shuttingDown ? STOPPING : null);
    Objection alone = alone();
    add(standing, alone);
    if (alone == null) {
      ownKey.hears();
    }
    add(standing, ownKey.objection());
    others.forEach(ground -> add(standing, ground.objection()));
    return standing;
  }

  private static void add(List<Objection> standing, @Nullable Objection objection) {
    if (objection != null) {
      standing.add(objection);
    }
  }

  private @Nullable Objection alone() { // D-01
    int exchanged = exchangedPeers.getAsInt();
    if (exchanged >= peersNeeded || nowMs.getAsLong() - startedMs >= LONELY_MS) {
      return null;
    }
    return new Objection(
        Objection.Why.NO_PEERS, exchanged + " of " + peersNeeded + " peers have told what is open");
  }

  private static void say(Objection objection) {
    switch (objection.why()) {
      case NO_PEERS, LISTENING, STOPPING ->
          LOG.info("not claiming yet or any more: {}", objection.text());
      case KEY_ELSEWHERE, RECORD_BEHIND, CLOCK, VERSION, JOURNAL ->
          LOG.error("not claiming: {}", objection.text());
    }
  }

  synchronized void shutDown() {
    shuttingDown = true;
    review();
  }

  synchronized boolean isAllowed() {
    return allowed;
  }

  /** What stands against claiming, by its name. */
  synchronized Map<String, String> objections() {
    var texts = new LinkedHashMap<String, String>();
    objections.forEach((why, text) -> texts.put(why.name(), text));
    return texts;
  }
}
