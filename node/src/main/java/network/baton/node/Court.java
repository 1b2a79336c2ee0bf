package network.baton.node;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.chain.tx.TxSender;
import network.baton.node.evidence.Case;
import network.baton.node.evidence.CaseBook;
import network.baton.node.evidence.CaseEffect;
import network.baton.node.evidence.CaseEvent;
import network.baton.node.evidence.CaseView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One side of what goes on before the judge about misses: runs a {@link CaseBook}. What blocks runs
 * on the workers; any thread may call.
 */
final class Court<C extends Case<C>> {
  private static final Logger LOG = LoggerFactory.getLogger(Court.class);

  /** What the side is made of. */
  record Side<C extends Case<C>>(
      String name,
      Function<C, CaseView> look,
      Consumer<C> keep,
      Consumer<C> forget,
      Address judge) {}

  private final Side<C> side;
  private final TxSender sender;
  private final Executor workers;
  private final CaseBook<C> book = new CaseBook<>();

  Court(Side<C> side, TxSender sender, Executor workers) {
    this.side = side;
    this.sender = sender;
    this.workers = workers;
  }

  /** Does not block. */
  void found(C found) {
    workers.execute(() -> tell(new CaseEvent.Found<>(found)));
  }

  /** There is nothing to it. Does not block. */
  void dropped(Hash32 leaseDigest) {
    workers.execute(() -> tell(new CaseEvent.Dropped<>(leaseDigest)));
  }

  /** A new head. Blocks on the disk. */
  void onBlock(long headBlock) {
    tell(new CaseEvent.Head<>(headBlock));
  }

  void onReorg() {
    workers.execute(() -> tell(new CaseEvent.Reorged<>()));
  }

  void count(ObjLongConsumer<String> counter) {
    Map<String, Long> counts;
    synchronized (book) {
      counts = book.counts();
    }
    counts.forEach((what, count) -> counter.accept(side.name() + "-" + what, count));
  }

  private void tell(CaseEvent<C> event) {
    synchronized (book) { // the effects too, so that they keep their order
      book.apply(event).forEach(this::run);
    }
  }

  private void run(CaseEffect<C> effect) {
    switch (effect) {
      case CaseEffect.Keep<C>(C kept) -> side.keep().accept(kept);
      case CaseEffect.Look<C>(C looked) -> workers.execute(() -> tell(look(looked)));
      case CaseEffect.Send<C>(C sent, CaseView.Step step) -> send(sent, step);
      case CaseEffect.Withdraw<C>(C withdrawn, CaseView.Step step, var why) -> {
        LOG.info("{} of {}: {}", step.operation(), withdrawn.digest().brief(), why.code());
        sender.fulfilled(TxOrder.key(step.operation(), withdrawn.digest()), "");
      }
      case CaseEffect.Forget<C>(C forgotten, var last) -> {
        LOG.debug("{} {}: {}", side.name(), forgotten.digest().brief(), last.code());
        side.forget().accept(forgotten);
      }
    }
  }

  private void send(C sent, CaseView.Step step) {
    sender.submit(
        new TxOrder(
            step.operation(),
            sent.slot(),
            sent.digest(),
            side.judge(),
            step.call(),
            step.valueWei()));
  }

  private CaseEvent<C> look(C looked) {
    try {
      return new CaseEvent.Looked<>(looked.digest(), side.look().apply(looked));
    } catch (ChainException e) {
      LOG.debug("{} {}: {}", side.name(), looked.digest().brief(), e.getMessage());
      return new CaseEvent.NotLooked<>(looked.digest());
    }
  }
}
