package network.baton.node.chain;

import java.util.ArrayList;
import java.util.List;
import network.baton.lease.Hash32;
import network.baton.wire.BlockHeader;
import network.baton.wire.NetworkRules;
import org.jspecify.annotations.Nullable;

/**
 * What the ids of snapshots are the hash of, read from the canonical chain. Methods block and throw
 * {@link ChainException}.
 */
public final class SnapshotSource {
  private final ChainClient chain;
  private final NetworkRules rules;
  private final Hash32 genesisSeed;

  /**
   * What a snapshot's id is the hash of, beside its epoch.
   *
   * @param registryBlockHash zero for the genesis set
   */
  public record Origin(Hash32 registryBlockHash, Hash32 seed) {}

  public SnapshotSource(ChainClient chain, NetworkRules rules, Hash32 genesisSeed) {
    this.chain = chain;
    this.rules = rules;
    this.genesisSeed = genesisSeed;
  }

  /** The origin of an epoch's snapshot; null while the chain has not come so far. */
  public @Nullable Origin origin(long epoch) {
    long registryEpoch = epoch - rules.snapshotLagEpochs();
    if (registryEpoch <= 0) {
      return new Origin(Hash32.ZERO, genesisSeed);
    }
    BlockHeader registered = lastBefore(startSec(registryEpoch));
    BlockHeader seeding = lastBefore(startSec(registryEpoch + 1));
    return registered == null || seeding == null
        ? null
        : new Origin(registered.hash(), seeding.mixHash());
  }

  /**
   * Headers that show the origin of an epoch beyond the genesis set: the last block before epoch -
   * lag, its child, the last block before the epoch after that one, its child.
   */
  public List<BlockHeader> borders(long epoch) {
    long registryEpoch = epoch - rules.snapshotLagEpochs();
    var headers = new ArrayList<BlockHeader>();
    for (long border = registryEpoch; border <= registryEpoch + 1; border++) {
      BlockHeader last = lastBefore(startSec(border));
      if (last == null) {
        throw new ChainException("the last block before epoch " + border + " is not on the chain");
      }
      headers.add(last);
      headers.add(header(last.number() + 1));
    }
    return headers;
  }

  private long startSec(long epoch) {
    return rules.genesisTimeSec() + rules.firstSlot(epoch) * rules.slotSeconds();
  }

  /**
   * The last block before a time, in seconds since the Unix epoch; null unless there is a later one
   * which makes it the last. Looks back from the head in growing steps, then in between.
   */
  @Nullable BlockHeader lastBefore(long timeSec) {
    BlockHeader head = chain.latestHeader();
    if (head.timestamp() < timeSec) {
      return null;
    }
    long after = head.number();
    long step = 1;
    BlockHeader before = header(Math.max(0, after - step));
    while (before.timestamp() >= timeSec) {
      if (before.number() == 0) {
        return null;
      }
      after = before.number();
      step *= 2;
      before = header(Math.max(0, after - step));
    }
    while (before.number() + 1 < after) {
      BlockHeader middle = header((before.number() + after) >>> 1);
      if (middle.timestamp() < timeSec) {
        before = middle;
      } else {
        after = middle.number();
      }
    }
    return before;
  }

  private BlockHeader header(long number) {
    BlockHeader header = chain.headerByNumber(number);
    if (header == null) {
      throw new ChainException("the endpoint has no block " + number + " below its head");
    }
    return header;
  }
}
