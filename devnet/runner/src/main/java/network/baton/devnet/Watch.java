package network.baton.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import network.baton.scenario.report.FaultPlan;
import network.baton.scenario.report.TraceEvent;
import org.jspecify.annotations.Nullable;

/**
 * The thread that watches a run: it follows the nodes' traces, keeps the board, carries out faults
 * the moment that they are due, and draws the view. The slot clock tells it of each block.
 */
final class Watch {
  /** How long a line of a trace may lie unread; faults are this late at most. */
  private static final long POLL_MS = 8;

  /** A slot is told as finished this many slots later, done or not. */
  private static final int PATIENCE_SLOTS = 3;

  private record Block(long slot, long number) {}

  private final List<NodeProcess> nodes;
  private final List<TraceTail> tails;
  private final FaultPlan plan;
  private final FaultHand hand;
  private final Board board;
  private final View view;
  private final RunClock clock;
  private final ConcurrentLinkedQueue<Block> mined = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final AtomicLong doneUpTo = new AtomicLong();
  private final List<String> deaths = new ArrayList<>();
  private final List<Boolean> dead = new ArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("devnet-watch").unstarted(this::run);
  private volatile @Nullable DevnetException failure;
  private long currentSlot;
  private long nextToTell;

  Watch(
      List<NodeProcess> nodes,
      FaultPlan plan,
      FaultHand hand,
      Board board,
      View view,
      RunClock clock) {
    this.nodes = List.copyOf(nodes);
    this.tails =
        nodes.stream()
            .map(node -> new TraceTail(node.member().index(), node.member().trace()))
            .toList();
    this.plan = plan;
    this.hand = hand;
    this.board = board;
    this.view = view;
    this.clock = clock;
    this.nextToTell = clock.firstSlot();
    nodes.forEach(_ -> dead.add(false));
  }

  void start() {
    thread.start();
  }

  /** The slot clock has mined the block of a slot. */
  void mined(long slot, long number) {
    mined.add(new Block(slot, number));
  }

  /** Whether all counted slots up to this one are proven, settled and anchored. */
  boolean doneUpTo(long slot) {
    return doneUpTo.get() >= slot;
  }

  /** Throws what ended the watch early, if anything did. */
  void check() throws DevnetException {
    DevnetException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }

  /** Stops watching; afterwards its findings may be read. */
  void end() throws DevnetException {
    ending.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted", e);
    }
    check();
  }

  /** Nodes that ended although no fault asked for it. Read after {@link #end}. */
  List<String> deaths() {
    return List.copyOf(deaths);
  }

  private void run() {
    try {
      while (!ending.get()) {
        turn();
        Pause.millis(POLL_MS);
      }
      turn();
      for (long slot = nextToTell; slot <= clock.lastSlot(); slot++) {
        tell(slot);
      }
    } catch (DevnetException e) {
      failure = e;
    } catch (UncheckedIOException e) {
      failure = new DevnetException("a trace cannot be read: " + e.getMessage(), e);
    } finally {
      tails.forEach(Watch::close);
    }
  }

  private void turn() throws DevnetException {
    for (Block block = mined.poll(); block != null; block = mined.poll()) {
      currentSlot = block.slot();
      board.mined(block.slot(), block.number(), clock.slotStartMs(block.slot()));
      act(plan.slotStarted(block.slot()));
    }
    for (TraceTail tail : tails) {
      for (TraceEvent event : poll(tail)) {
        act(plan.traced(event)); // first of all: the moment is now
        board.traced(event);
      }
    }
    hand.tick().forEach(view::say);
    noteDeaths();
    while (nextToTell <= clock.lastSlot() && isOver(nextToTell)) {
      tell(nextToTell);
      doneUpTo.set(nextToTell);
      nextToTell++;
    }
    view.refresh(board, currentSlot);
  }

  private void act(List<FaultPlan.Due> due) {
    for (FaultPlan.Due each : due) {
      view.say(hand.carryOut(each, currentSlot));
    }
  }

  private boolean isOver(long slot) {
    Board.SlotRow row = board.slot(slot);
    return row != null && (row.done() || currentSlot >= slot + PATIENCE_SLOTS);
  }

  private void tell(long slot) {
    Board.SlotRow row = board.slot(slot);
    if (row != null) {
      view.finished(row);
    }
  }

  private void noteDeaths() {
    for (int i = 0; i < nodes.size(); i++) {
      boolean gone = !nodes.get(i).isAlive();
      if (gone && !dead.get(i) && !hand.isDown(i)) {
        String line =
            nodes.get(i).member().name() + " ended by itself; see " + nodes.get(i).member().log();
        deaths.add(line);
        view.say(line);
      }
      dead.set(i, gone);
    }
  }

  private static List<TraceEvent> poll(TraceTail tail) {
    try {
      return tail.poll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(TraceTail tail) {
    try {
      tail.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
