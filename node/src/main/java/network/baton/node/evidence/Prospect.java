package network.baton.node.evidence;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What would come of showing evidence now.
 *
 * @param head the newest block
 * @param claimed the lease whose task's block is on the chain; null if neither's is
 * @param snapshotsFit whether the leases' snapshots are the chain's
 * @param refusal why the contract refuses it; null if it does not
 * @param call {@code 0x}-hex; empty where one of the above says no
 * @param gas that it would use
 * @param costWei the gas at the present price
 * @param rewardWei the reporter's part of what the bond would lose
 */
public record Prospect(
    long head,
    @Nullable SeenLease claimed,
    boolean snapshotsFit,
    @Nullable String refusal,
    String call,
    long gas,
    BigInteger costWei,
    BigInteger rewardWei) {}
