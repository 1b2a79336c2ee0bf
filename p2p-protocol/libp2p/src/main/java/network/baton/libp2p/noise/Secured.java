package network.baton.libp2p.noise;

import java.util.Optional;
import network.baton.libp2p.crypto.PublicKey;

/**
 * The outcome of the handshake: who the remote proved to be, and the muxer if both announced theirs
 * in the handshake.
 */
public record Secured(PublicKey remote, Optional<String> muxer) {}
