package network.baton.node;

import java.util.ArrayList;
import java.util.List;
import network.baton.lease.Event;
import network.baton.lease.Message.VerifiedLease;
import network.baton.node.store.SafetyRecord;
import network.baton.node.trace.Trace;
import network.baton.wire.Decoded;
import network.baton.wire.Wire;

/** The first thing that the core hears: what this key has signed in earlier lives. */
final class Restoring {
  private Restoring() {}

  static Event.Restored from(SafetyRecord record, Wire wire, Trace trace) {
    long epoch = record.epochHighest();
    List<VerifiedLease> own = new ArrayList<>();
    for (byte[] message : record.messagesFrom(record.slotLow())) {
      if (wire.lease(message) instanceof Decoded.Ok<VerifiedLease>(VerifiedLease lease)) {
        own.add(lease);
      }
    }
    long nonce = record.nonceHighest(epoch);
    trace.say("restored", "leases", own.size(), "nonce", nonce);
    return new Event.Restored(own, epoch, nonce, record.slotLow());
  }
}
