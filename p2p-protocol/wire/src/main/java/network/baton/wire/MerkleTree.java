package network.baton.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import network.baton.lease.Hash32;

/**
 * The tree whose root a poster anchors: leaves in ascending order without repetition, pairs sorted
 * before they are hashed, an odd node carried up unchanged (W-40). The Solidity twin is {@code
 * LeaseAnchor}.
 */
public final class MerkleTree {
  /** Longest proof: more would need more leaves than a tree may have. */
  private static final int PROOF_LENGTH_MAX = 16;

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private final List<Hash32> leaves;

  /** From the leaf hashes up to the root. */
  private final List<List<Hash32>> levels;

  private MerkleTree(List<Hash32> leaves) {
    this.leaves = leaves;
    this.levels = new ArrayList<>();
    List<Hash32> level = leaves.stream().map(MerkleTree::leafHash).toList();
    levels.add(level);
    while (level.size() > 1) {
      level = above(level);
      levels.add(level);
    }
  }

  /**
   * Builds the tree over the digests, in any order and with any repetition.
   *
   * @throws IllegalArgumentException if there are none, or more than {@link
   *     WireLimits#MERKLE_LEAVES_MAX}
   */
  public static MerkleTree of(Collection<Hash32> digests) {
    if (digests.isEmpty() || digests.size() > WireLimits.MERKLE_LEAVES_MAX) {
      throw new IllegalArgumentException(
          digests.size() + " digests, expected 1 to " + WireLimits.MERKLE_LEAVES_MAX);
    }
    return new MerkleTree(List.copyOf(new TreeSet<>(digests)));
  }

  public Hash32 root() {
    return levels.getLast().getFirst();
  }

  /** The digests in the tree's order. */
  public List<Hash32> leaves() {
    return leaves;
  }

  /** Where a digest stands in {@link #leaves}, or a negative number. */
  public int indexOf(Hash32 digest) {
    return Collections.binarySearch(leaves, digest);
  }

  /** The siblings from the leaf at {@code index} up to the root; a carried node has none. */
  public List<Hash32> proof(int index) {
    Objects.checkIndex(index, leaves.size());
    var proof = new ArrayList<Hash32>();
    int at = index;
    for (List<Hash32> level : levels.subList(0, levels.size() - 1)) {
      int sibling = at ^ 1;
      if (sibling < level.size()) {
        proof.add(level.get(sibling));
      }
      at >>= 1;
    }
    return List.copyOf(proof);
  }

  /** Whether the proof leads from the digest to the root. */
  public static boolean verify(Hash32 root, Hash32 digest, List<Hash32> proof) {
    if (proof.size() > PROOF_LENGTH_MAX) {
      return false;
    }
    Hash32 hash = leafHash(digest);
    for (Hash32 sibling : proof) {
      hash = nodeHash(hash, sibling);
    }
    return hash.equals(root);
  }

  private static List<Hash32> above(List<Hash32> level) {
    var above = new ArrayList<Hash32>((level.size() + 1) / 2);
    for (int i = 0; i < level.size(); i += 2) {
      boolean paired = i + 1 < level.size();
      above.add(paired ? nodeHash(level.get(i), level.get(i + 1)) : level.get(i));
    }
    return above;
  }

  private static Hash32 leafHash(Hash32 digest) {
    return Keccak.hash(LEAF, digest.toBytes());
  }

  private static Hash32 nodeHash(Hash32 one, Hash32 other) {
    boolean ordered = one.compareTo(other) <= 0;
    return Keccak.hash(NODE, (ordered ? one : other).toBytes(), (ordered ? other : one).toBytes());
  }
}
