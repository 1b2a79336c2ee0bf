package network.baton.wire;

import network.baton.lease.Hash32;

/**
 * A block opens a task. Says nothing that its reader does not check: the header's hash is for the
 * reader's own chain client to know, the proof type for the registry.
 */
public record TaskAnnouncement(BlockHeader header, Hash32 proofType) {}
