package network.baton.node.evidence;

/**
 * What speaks for an own lease beside a proof: a lease that took over from it.
 *
 * @param successor as it was published, with the message that it cites
 */
@SuppressWarnings("ArrayRecordComponent") // a row on its way in or out of the store; never compared
public record Defence(SeenLease own, byte[] successor) {}
