package network.baton.node.chain.tx;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import network.baton.lease.Address;

/** A book with a journal that survives crashes, on a {@link ModelChain}. */
final class TxWorld {
  static final long FINAL_DEPTH = 64;
  private static final long BLOCK_MS = 12_000;

  final ModelChain chain = new ModelChain();
  final TreeMap<Long, Tx> journal = new TreeMap<>();
  final Map<Long, BigInteger> spent = new HashMap<>();
  final List<TxEffect.Tell> told = new ArrayList<>();
  final ArrayDeque<TxOrder> again = new ArrayDeque<>();
  private final TxSettings settings;
  private Predicate<TxEffect> crashesBefore = effect -> false;
  TxBook book;
  long nowMs;

  TxWorld(TxSettings settings) {
    this.settings = settings;
    this.book = new TxBook(settings, chain);
  }

  static TxOrder order(long slot) {
    return new TxOrder("settle", slot, null, Address.ZERO, "0x");
  }

  /** The process dies at the next effect like this, once. */
  void crashBefore(Predicate<TxEffect> effect) {
    crashesBefore = effect;
  }

  void apply(TxEvent event) {
    var events = new ArrayDeque<TxEvent>();
    events.add(event);
    while (!events.isEmpty()) {
      for (TxEffect effect : book.apply(events.removeFirst(), nowMs)) {
        if (crashesBefore.test(effect)) {
          crashesBefore = none -> false;
          restart();
          return;
        }
        switch (effect) {
          case TxEffect.Write(Tx tx, TxEffect.Spent cost) -> {
            journal.put(tx.nonce(), tx);
            if (cost != null) {
              spent.put(cost.hour(), cost.wei());
            }
          }
          case TxEffect.Erase(long nonce) -> journal.remove(nonce);
          case TxEffect.Broadcast(long nonce, SignedTx version) -> {
            if (!journal.containsKey(nonce) || !journalled(nonce).has(version.hash())) {
              throw new AssertionError("broadcast before it was written: " + version);
            }
            events.add(new TxEvent.Answered(nonce, version.hash(), chain.send(version.hash()), ""));
          }
          case TxEffect.Tell tell -> told.add(tell);
          case TxEffect.Again(TxOrder order) -> again.add(order);
        }
      }
    }
  }

  void restart() {
    book = new TxBook(settings, chain);
    apply(new TxEvent.Restored(List.copyOf(journal.values()), spent));
  }

  void want(TxOrder order) {
    if (!chain.isDone(order.key())) { // else its estimate would revert
      apply(new TxEvent.Wanted(order, 60_000));
    }
  }

  void look() {
    nowMs += BLOCK_MS;
    apply(new TxEvent.Looked(chain.view(book.watched(), FINAL_DEPTH)));
    for (int n = again.size(); n > 0; n--) {
      want(again.removeFirst());
    }
  }

  void mineAndLook() {
    chain.mine(8);
    look();
  }

  Tx journalled(long nonce) {
    return Objects.requireNonNull(journal.get(nonce));
  }

  List<TxState> states(TxOrder order) {
    return told.stream()
        .filter(tell -> tell.order().key().equals(order.key()))
        .map(TxEffect.Tell::state)
        .toList();
  }
}
