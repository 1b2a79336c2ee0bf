package network.baton.libp2p.gossip;

import java.util.concurrent.CompletableFuture;

/**
 * A published message on its way. The futures complete on event loops: what depends on them must
 * not block.
 *
 * @param peers how many it was queued for
 * @param first completes when the first peer's socket took it, with {@link NotWrittenException}
 *     when none did
 * @param all completes when the last write is over, with the number of peers it was written to
 */
public record Publication(
    int peers, CompletableFuture<Void> first, CompletableFuture<Integer> all) {}
