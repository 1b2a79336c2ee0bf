package network.baton.node;

import java.util.List;
import java.util.Map;
import network.baton.lease.Address;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseCore;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Promise;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.node.chain.ChainClient;
import network.baton.node.config.NetworkFile;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.Store;
import network.baton.wire.BeatKey;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import network.baton.wire.LeaseKey;
import network.baton.wire.NetworkRules;
import network.baton.wire.SnappyBlock;
import network.baton.wire.Wire;
import network.baton.wire.WireLimits;

/**
 * Plays the path from a block to a lease some times before the node says that it is ready, with a
 * core and a key that are thrown away. A block comes only every few seconds: without it the first
 * real ones would run on code that the JVM has neither loaded nor compiled.
 */
final class Rehearsal {
  /** Enough for the JVM's quick compiler, which wants 200 calls. */
  static final int ROUNDS = 220;

  /** Rounds that also ask the chain's endpoint and commit to the disk, which cost more. */
  static final int OUTSIDE_ROUNDS = 40;

  private static final int PROMISE_MS = 1_000;

  private final ChainClient chain;
  private final NetworkRules rules;
  private final LeaseSettings timing;
  private final Wire wire;
  private final Store store;
  private final SafetyRecord record;
  private final GossipLink gossip;
  private final Provers provers;
  private final LeaseKey throwaway = LeaseKey.generate();
  private final BeatKey beatKey = BeatKey.generate();

  Rehearsal(
      ChainClient chain,
      NetworkFile network,
      Wire wire,
      Store store,
      SafetyRecord record,
      GossipLink gossip,
      Provers provers) {
    this.chain = chain;
    this.rules = network.rules();
    this.timing = network.leaseSettings();
    this.wire = wire;
    this.store = store;
    this.record = record;
    this.gossip = gossip;
    this.provers = provers;
  }

  void play() {
    store.extendLog();
    BlockHeader header = chain.latestHeader();
    for (int round = 0; round < OUTSIDE_ROUNDS; round++) {
      header = chain.latestHeader();
      store.setFact("startedAtMs", Long.toString(System.currentTimeMillis()));
    }
    var claimer = new LeaseCore(timing, 0);
    var watcher = new LeaseCore(timing, LeaseCore.OBSERVER);
    for (int round = 0; round < ROUNDS; round++) {
      claim(header, round, claimer, watcher);
    }
  }

  /** One block, by those who claim and by those who watch. */
  private void claim(BlockHeader header, int round, LeaseCore claimer, LeaseCore watcher) {
    Hash32 proofType = new Hash32(0, 0, 0, 1);
    long startMs = (round + 1L) * rules.deadlineMs();
    var prover =
        new Prover(
            0,
            Address.ZERO,
            throwaway.address(),
            "",
            1,
            1,
            1,
            Map.of(proofType, Promise.flat(PROMISE_MS)));
    var snapshot =
        new Snapshot(new Hash32(0, 0, 1, round), round, round, round, Hash32.ZERO, List.of(prover));
    var task =
        new Task(
            rules.taskId(header.hash(), proofType, 0, round, round + 1),
            round,
            header.hash(),
            header.number(),
            header.parentHash(),
            header.gasUsed(),
            proofType,
            0,
            round,
            round + 1,
            startMs,
            startMs + rules.deadlineMs());
    for (Event event :
        List.of(
            new Event.SnapshotKnown(snapshot),
            new Event.CapacityChanged(proofType, 1),
            new Event.ClaimingAllowed(true),
            new Event.TaskOpened(task))) {
      watcher.apply(event, startMs);
      for (Effect effect : claimer.apply(event, startMs)) {
        if (effect instanceof Effect.SignLease wanted) {
          VerifiedLease lease = sign(wanted);
          claimer.apply(new Event.LeaseSigned(lease), startMs);
          hear(watcher, lease, startMs);
          gossip.rehearse(lease);
          provers.rehearse(task, lease, header);
        }
      }
    }
  }

  private VerifiedLease sign(Effect.SignLease wanted) {
    VerifiedLease lease =
        wire.sign(wanted.draft().withBeatKey(beatKey.publicKey()), throwaway, wanted.evidence());
    record.rehearse(
        new SafetyRecord.Entry(
            lease.lease().taskId(),
            lease.lease().term(),
            Long.MAX_VALUE,
            lease.lease().nonce(),
            Long.MAX_VALUE,
            lease.digest(),
            wire.encode(lease)));
    return lease;
  }

  private void hear(LeaseCore watcher, VerifiedLease lease, long nowMs) {
    byte[] block = SnappyBlock.compress(wire.encode(lease));
    if (SnappyBlock.decompress(block, WireLimits.MESSAGE_BYTES_MAX)
            instanceof Decoded.Ok<byte[]>(byte[] bytes)
        && wire.lease(bytes) instanceof Decoded.Ok<VerifiedLease>(VerifiedLease heard)) {
      watcher.apply(new Event.LeaseSeen(heard), nowMs);
    } else {
      throw new IllegalStateException("a lease of our own cannot be read");
    }
  }
}
