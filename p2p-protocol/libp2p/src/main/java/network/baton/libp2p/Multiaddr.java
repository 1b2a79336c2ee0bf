package network.baton.libp2p;

/** Placeholder of the skeleton; replaced by the real one. */
public record Multiaddr(String text) {}
