package network.baton.node;

import java.util.function.Consumer;
import java.util.function.Function;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.Task;
import network.baton.node.board.TaskLabel;

/**
 * The parts that carry effects out. Bound once, after all of them exist, since some of them post
 * events into the loop that runs the effects.
 */
record NodeParts(
    Signer signer,
    GossipLink gossip,
    Provers provers,
    Beater beater,
    ProofDesk proofs,
    Settler settler,
    Blame blame,
    Recognizer recognizer,
    OrderCounts orders,
    StatusExchange status,
    OwnKeyWatch ownKey,
    ClockWatch clockWatch,
    VersionWatch versions,
    Function<Hash32, String> proofTypeNames,
    Consumer<Event> loop) {
  void post(Event event) {
    loop.accept(event);
  }

  String proofTypeName(Task task) {
    return TaskLabel.of(proofTypeNames.apply(task.proofType()), task);
  }
}
