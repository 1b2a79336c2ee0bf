package network.baton.wire;

import network.baton.lease.Hash32;

/**
 * A block header: its RLP bytes and what the network reads from them. Equal when the hashes are.
 * Made by {@link HeaderRlp} only, so every part belongs to the bytes.
 */
public final class BlockHeader {
  private final byte[] rlp;
  private final Hash32 hash;
  private final Hash32 parentHash;
  private final long number;
  private final long gasUsed;
  private final long timestamp;
  private final Hash32 mixHash;

  BlockHeader(
      byte[] rlp, Hash32 parentHash, long number, long gasUsed, long timestamp, Hash32 mixHash) {
    this.rlp = rlp;
    this.hash = Keccak.hash(rlp);
    this.parentHash = parentHash;
    this.number = number;
    this.gasUsed = gasUsed;
    this.timestamp = timestamp;
    this.mixHash = mixHash;
  }

  /** keccak256 of the RLP bytes: the block's hash. */
  public Hash32 hash() {
    return hash;
  }

  public Hash32 parentHash() {
    return parentHash;
  }

  public long number() {
    return number;
  }

  public long gasUsed() {
    return gasUsed;
  }

  /** Seconds since the Unix epoch. */
  public long timestamp() {
    return timestamp;
  }

  /** Since the merge: the beacon chain's randomness (prevrandao). */
  public Hash32 mixHash() {
    return mixHash;
  }

  /** A copy of the RLP bytes. */
  public byte[] rlp() {
    return rlp.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockHeader header && hash.equals(header.hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "BlockHeader[" + number + " " + hash + "]";
  }
}
