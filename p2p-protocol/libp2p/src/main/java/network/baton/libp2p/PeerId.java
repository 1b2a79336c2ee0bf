package network.baton.libp2p;

/** Placeholder of the skeleton; replaced by the real one: multihash of the public key. */
public record PeerId(String text) {}
