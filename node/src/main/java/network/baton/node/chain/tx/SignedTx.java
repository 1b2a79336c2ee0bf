package network.baton.node.chain.tx;

/**
 * One signed version of a transaction.
 *
 * @param raw its bytes, {@code 0x}-hex
 * @param withdrawal whether it only uses the nonce up, so that an earlier version cannot land
 */
public record SignedTx(String hash, String raw, boolean withdrawal) {}
