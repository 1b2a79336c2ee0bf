/**
 * A small libp2p stack on Netty: TCP, multistream-select, Noise XX, Yamux, identify, ping,
 * gossipsub and request/response. Knows nothing of leases. Vocabulary follows jvm-libp2p.
 * Specification: {@code specs/network.md}.
 */
@NullMarked
package network.baton.libp2p;

import org.jspecify.annotations.NullMarked;
