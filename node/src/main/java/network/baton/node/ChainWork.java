package network.baton.node;

import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.node.chain.SnapshotSource;
import network.baton.node.chain.tx.KeySigning;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.chain.tx.TxSender;
import network.baton.node.evidence.JudgeContract;
import network.baton.node.recognize.SnapshotContract;
import network.baton.node.store.Rewards;
import network.baton.node.store.TxJournal;
import org.jspecify.annotations.Nullable;

/**
 * What a node has to say to the contracts (specs/chain.md), and the one account that says it.
 *
 * @param sender of all transactions; not started yet
 */
record ChainWork(
    TxSender sender,
    SnapshotSource snapshots,
    Settler settler,
    Blame blame,
    Recognizer recognizer,
    Anchorer anchorer,
    OrderCounts orders) {

  static ChainWork of(NodeBase base, Closing closing) {
    var orders = new OrderCounts();
    TxSender sender =
        closing.add(
            new TxSender(
                base.chain(),
                base.setup().leaseKey().address(),
                new KeySigning(base.setup().leaseKey(), base.network().chainId()),
                base.setup().file().spending().settings(),
                new TxJournal(base.store()),
                base.trace(),
                base.clock()::nowMs,
                (order, state, hash) -> {
                  orders.told(order, state);
                  base.mailbox().run(() -> base.board().transaction(order, state, hash));
                }));
    var snapshots =
        new SnapshotSource(
            base.chain(), base.rules(), Hash32.fromHex(base.network().genesisSeed()));
    var collector =
        new Collector(base.self(), new Rewards(base.store()), base.contracts(), sender::submit);
    return new ChainWork(
        sender,
        snapshots,
        new Settler(
            base.self(),
            base.store(),
            base.wire(),
            base.contracts(),
            sender,
            collector,
            base.workers()),
        new Blame(
            base.self(),
            base.store(),
            base.rules(),
            base.wire(),
            judge(base, snapshots),
            sender,
            base.workers()),
        new Recognizer(
            base.self(), base.rules(), contract(base, snapshots), sender, base.workers()),
        anchorer(base, sender),
        orders);
  }

  private static @Nullable JudgeContract judge(NodeBase base, SnapshotSource snapshots) {
    String judge = base.network().contracts().judge();
    return judge == null
        ? null
        : new JudgeContract(
            base.chain(),
            base.contracts(),
            snapshots,
            base.wire(),
            Address.fromHex(judge),
            base.setup().leaseKey().address());
  }

  private static @Nullable SnapshotContract contract(NodeBase base, SnapshotSource snapshots) {
    String contract = base.network().contracts().snapshots();
    return contract == null
        ? null
        : new SnapshotContract(base.chain(), snapshots, Address.fromHex(contract));
  }

  private static Anchorer anchorer(NodeBase base, TxSender sender) {
    return new Anchorer(
        base.self(),
        base.network().clock().slotSeconds() * 1_000L,
        (slot, root, leaves) ->
            sender.submit(
                new TxOrder(
                    Anchorer.ANCHOR,
                    slot,
                    null,
                    base.contracts().anchorAddress(),
                    base.contracts().anchorCall(slot, root, leaves))));
  }

  /** What stands against claiming when the sender's journal cannot be written, or null. */
  @Nullable Objection objection() {
    String trouble = sender.trouble();
    return trouble == null ? null : new Objection(Objection.Why.JOURNAL, trouble);
  }
}
