package network.baton.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.node.board.SlotBoard;
import network.baton.node.board.SlotView.AnchorView;
import network.baton.node.board.SlotView.SettlementView;
import network.baton.node.board.TaskLabel;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.ChainFact;
import network.baton.node.chain.ChainFollower;
import network.baton.node.chain.Contracts;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.chain.tx.TxSender;
import network.baton.node.config.NetworkFile.ProofTypeEntry;
import network.baton.node.trace.Trace;
import network.baton.wire.BlockHeader;
import network.baton.wire.NetworkRules;
import network.baton.wire.TaskAnnouncement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the node makes of the chain: a block opens its tasks and is announced, a snapshot goes to
 * the core, a reorg takes tasks away, and the contracts' events are shown. Called on the head
 * thread; whatever asks the endpoint again runs elsewhere.
 */
final class ChainWatch implements ChainFollower.Listener {
  /** Canonical blocks remembered to judge announcements; the eldest goes first. */
  static final int RECENT_MAX = 128;

  /** From a block to what is not urgent about it, in milliseconds. */
  static final long AFTERWARDS_MS = 200;

  /**
   * A node announces a task after a random pause, and not when it heard the same announcement
   * meanwhile: those who have a chain client know the task anyway, and one copy serves the rest.
   */
  static final long ANNOUNCE_MS_MIN = 30;

  static final long ANNOUNCE_MS_SPREAD = 170;

  private static final Logger LOG = LoggerFactory.getLogger(ChainWatch.class);

  private final int self;
  private final NetworkRules rules;
  private final List<ProofTypeEntry> proofTypes;
  private final Mailbox mailbox;
  private final EffectRunner effects;
  private final SlotBoard board;
  private final Anchorer anchorer;
  private final NodeParts parts;
  private final Contracts contracts;
  private final TxSender sender;
  private final ExecutorService workers;
  private final Trace trace;
  private final ScheduledExecutorService timer;
  private final Random jitter = new Random();
  private final Supplier<Map<String, Long>> gossipCounters;
  private long bytesOut;
  private long bytesIn;
  private final AtomicReference<@Nullable BlockHeader> head = new AtomicReference<>();

  /** Guarded by itself: blocks of the canonical chain, by hash. */
  private final Map<Hash32, Long> recent = new RecentBlocks();

  private static final class RecentBlocks extends LinkedHashMap<Hash32, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Hash32, Long> eldest) {
      return size() > RECENT_MAX;
    }
  }

  ChainWatch(
      int self,
      NetworkRules rules,
      List<ProofTypeEntry> proofTypes,
      Mailbox mailbox,
      EffectRunner effects,
      SlotBoard board,
      Anchorer anchorer,
      NodeParts parts,
      Contracts contracts,
      TxSender sender,
      ExecutorService workers,
      Trace trace,
      ScheduledExecutorService timer,
      Supplier<Map<String, Long>> gossipCounters) {
    this.self = self;
    this.rules = rules;
    this.proofTypes = List.copyOf(proofTypes);
    this.mailbox = mailbox;
    this.effects = effects;
    this.board = board;
    this.anchorer = anchorer;
    this.parts = parts;
    this.contracts = contracts;
    this.sender = sender;
    this.workers = workers;
    this.trace = trace;
    this.timer = timer;
    this.gossipCounters = gossipCounters;
  }

  @Nullable BlockHeader head() {
    return head.get();
  }

  @Override
  public void onSnapshot(Snapshot snapshot) {
    mailbox.post(new Event.SnapshotKnown(snapshot));
    later(AFTERWARDS_MS, () -> recognize(snapshot));
  }

  @Override
  public void onBlock(BlockHeader block, long seenMicros) {
    boolean first = head.getAndSet(block) == null;
    if (rules.opensTasks(block)) {
      open(block, seenMicros);
    }
    // All else can wait until the provers have started: it would only take the processor from them.
    later(AFTERWARDS_MS, () -> afterwards(block, first));
  }

  private void recognize(Snapshot snapshot) {
    BlockHeader block = head.get();
    if (block != null) { // it was told just before its epoch's first block
      parts.recognizer().begun(snapshot, block.number());
    }
  }

  private void afterwards(BlockHeader block, boolean first) {
    sender.onBlock();
    readFacts(block);
    parts.versions().inEpoch(rules.epochOf(rules.slotOf(block)));
    sayGossip(rules.slotOf(block));
    if (first) {
      parts.settler().resume();
      parts.blame().resume();
    }
    parts.settler().onBlock(block.number());
    parts.blame().onBlock(block.number());
    parts.recognizer().onBlock(block.number());
  }

  /** Runs work on a thread of its own after a pause. */
  @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
  private void later(long pauseMs, Runnable work) {
    timer.schedule(() -> workers.execute(work), pauseMs, TimeUnit.MILLISECONDS);
  }

  private void open(BlockHeader block, long seenMicros) {
    parts.clockWatch().block(block.timestamp() * 1_000, seenMicros / 1_000);
    mailbox.run(() -> effects.remember(block));
    List<List<Task>> byType =
        proofTypes.stream()
            .map(
                type ->
                    rules.tasks(
                        block,
                        type.hash(),
                        type.partCount(),
                        type.partDeadlineMs(rules.deadlineMs())))
            .toList();
    List<Task> tasks = byType.stream().flatMap(List::stream).toList();
    mailbox.post(tasks.stream().<Event>map(Event.TaskOpened::new).toList());
    synchronized (recent) {
      recent.put(block.hash(), block.number());
    }
    long slot = rules.slotOf(block);
    trace.sayAt(
        seenMicros,
        "block-seen",
        "slot",
        slot,
        "number",
        block.number(),
        "hash",
        block.hash(),
        "timestamp",
        block.timestamp());
    parts.gossip().blockKnown(block.hash());
    for (int i = 0; i < proofTypes.size(); i++) {
      ProofTypeEntry type = proofTypes.get(i);
      for (Task task : byType.get(i)) {
        sayOpen(slot, type, task);
      }
      later(
          ANNOUNCE_MS_MIN + jitter.nextLong(ANNOUNCE_MS_SPREAD),
          () -> parts.gossip().announceUnlessHeard(block, type.hash()));
      parts.status().remember(new TaskAnnouncement(block, type.hash()), byType.get(i).getLast());
    }
  }

  private void sayOpen(long slot, ProofTypeEntry type, Task task) {
    List<Object> line =
        new ArrayList<>(List.of("slot", slot, "taskId", task.taskId(), "proofType", type.name()));
    String part = TaskLabel.part(task);
    if (part != null) {
      line.addAll(List.of("part", part));
    }
    if (!task.needs().isEmpty()) {
      line.addAll(List.of("needs", task.needs().size()));
    }
    trace.say("task-open", line.toArray());
  }

  @Override
  public void onOrphaned(BlockHeader block) {
    synchronized (recent) {
      recent.remove(block.hash());
    }
    mailbox.post(new Event.BlockOrphaned(block.hash()));
    later(AFTERWARDS_MS, parts.settler()::onReorg);
    later(AFTERWARDS_MS, parts.blame()::onReorg);
    later(AFTERWARDS_MS, parts.recognizer()::onReorg);
  }

  /** Pubsub's bytes since the last block. */
  private synchronized void sayGossip(long slot) {
    Map<String, Long> counters = gossipCounters.get();
    long out = counters.getOrDefault("bytesOut", 0L);
    long in = counters.getOrDefault("bytesIn", 0L);
    trace.say("gossip", "slot", slot, "bytesOut", out - bytesOut, "bytesIn", in - bytesIn);
    bytesOut = out;
    bytesIn = in;
  }

  private void readFacts(BlockHeader block) {
    try {
      for (ChainFact fact : contracts.facts(block.hash())) {
        mailbox.run(() -> take(fact));
      }
    } catch (ChainException e) {
      LOG.debug("block {}: {}", block.number(), e.getMessage());
    }
  }

  /** On the loop's thread. */
  private void take(ChainFact fact) {
    switch (fact) {
      case ChainFact.Anchored anchored -> {
        anchorer.anchored(anchored.slot());
        sender.fulfilled(TxOrder.key(Anchorer.ANCHOR, anchored.slot()), anchored.txHash());
        board.anchored(
            anchored.slot(),
            new AnchorView(
                anchored.root().toHex(),
                anchored.leaves(),
                anchored.prover(),
                anchored.txHash(),
                anchored.block(),
                anchored.gas()));
        trace.say(
            "anchored",
            "slot",
            anchored.slot(),
            "prover",
            anchored.prover(),
            "root",
            anchored.root(),
            "leaves",
            anchored.leaves(),
            "block",
            anchored.block(),
            "gas",
            anchored.gas());
      }
      case ChainFact.Settled settled -> {
        board.settlement(
            settled.taskId(),
            new SettlementView(
                "settled", settled.txHash(), settled.block(), settled.gas(), settled.prover()));
        parts.settler().settled(settled.taskId(), settled.prover() == self, settled.txHash());
        trace.say(
            "settled",
            "taskId",
            settled.taskId(),
            "proofType",
            settled.proofType(),
            "prover",
            settled.prover(),
            "block",
            settled.block(),
            "txHash",
            settled.txHash(),
            "gas",
            settled.gas());
      }
    }
  }

  /** The newest slot seen, or -1. */
  long headSlot() {
    BlockHeader block = head.get();
    return block == null ? -1 : rules.slotOf(block);
  }

  boolean knows(Hash32 blockHash) {
    synchronized (recent) {
      return recent.containsKey(blockHash);
    }
  }
}
