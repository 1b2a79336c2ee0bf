package network.baton.node;

import java.util.List;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.node.evidence.ChargeCourt;
import network.baton.node.evidence.Defence;
import network.baton.node.evidence.SeenLease;
import network.baton.node.store.CaseShelf;
import network.baton.node.store.PendingSettlement;
import network.baton.node.store.Store;
import network.baton.wire.Decoded;
import network.baton.wire.NetworkRules;
import network.baton.wire.Wire;
import org.jspecify.annotations.Nullable;

/** What the store holds that speaks for own leases. Methods block on the disk. */
record OwnLeases(Store store, CaseShelf shelf, Wire wire, NetworkRules rules)
    implements ChargeCourt.Memory {
  @Override
  public ChargeCourt.@Nullable Proven proofOf(Hash32 leaseDigest) {
    for (PendingSettlement made : store.settlements()) {
      if (wire.lease(made.leaseMessage()) instanceof Decoded.Ok<VerifiedLease>(var lease)
          && lease.digest().equals(leaseDigest)) {
        byte[] proof = store.proof(made.proofHash()).orElse(null);
        var seen =
            new SeenLease(
                made.leaseMessage(),
                leaseDigest,
                rules.epochOf(made.slot()),
                made.slot(),
                made.blockNumber(),
                made.blockHash(),
                made.proofType());
        return proof == null ? null : new ChargeCourt.Proven(seen, proof);
      }
    }
    return null;
  }

  @Override
  public List<Defence> defencesOf(Hash32 leaseDigest) {
    return shelf.defencesOf(leaseDigest);
  }
}
