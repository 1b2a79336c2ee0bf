package network.baton.node.chain.tx;

import java.math.BigInteger;

/**
 * Where a version of a transaction is on the canonical chain.
 *
 * @param ok false if it reverted
 * @param costWei gas used times the price paid
 */
public record Mined(String hash, long block, boolean ok, long gas, BigInteger costWei) {}
