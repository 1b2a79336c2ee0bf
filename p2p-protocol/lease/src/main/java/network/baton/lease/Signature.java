package network.baton.lease;

/**
 * Signature bytes with value equality; checking them is the wire module's work.
 *
 * @param r first 32 bytes
 * @param s second 32 bytes
 * @param v recovery id 27 or 28 for secp256k1, 0 for Ed25519
 */
public record Signature(Hash32 r, Hash32 s, int v) {}
