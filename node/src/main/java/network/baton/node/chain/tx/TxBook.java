package network.baton.node.chain.tx;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one key, as a pure function from events to effects (specs/chain.md, TX-01 to
 * TX-12). It sees to it that each order lands at most once, that what a reorg or a full pool drops
 * comes back, and that neither cap is passed. Not thread-safe.
 */
public final class TxBook {
  private record Ask(TxOrder order, long gas) {}

  private static final long HOUR_MS = 3_600_000;
  private static final long HOURS = 24;
  private static final long WITHDRAWAL_GAS = 21_000;

  private final TxSettings settings;
  private final TxSigning signing;
  private final ArrayDeque<Ask> waiting = new ArrayDeque<>();
  private final TreeMap<Long, Tx> txs = new TreeMap<>();
  private final TreeMap<Long, BigInteger> spentByHour = new TreeMap<>();
  private final Map<Long, Integer> lostLooks = new HashMap<>();
  private final List<TxEffect> effects = new ArrayList<>();
  private @Nullable ChainView view;
  private @Nullable String held;
  private long gapSinceBlock = -1;
  private boolean poor;
  private long nowMs;

  public TxBook(TxSettings settings, TxSigning signing) {
    this.settings = settings;
    this.signing = signing;
  }

  /** Takes an event; answers what is to be done for it, in order. */
  public List<TxEffect> apply(TxEvent event, long atMs) {
    nowMs = atMs;
    effects.clear();
    switch (event) {
      case TxEvent.Restored(List<Tx> journal, Map<Long, BigInteger> spent) -> {
        journal.forEach(tx -> txs.put(tx.nonce(), tx));
        spentByHour.putAll(spent);
      }
      case TxEvent.Wanted(TxOrder order, long gas) -> want(order, gas);
      case TxEvent.Fulfilled(String key, String byTx) -> fulfilled(key, byTx);
      case TxEvent.Looked(ChainView now) -> looked(now);
      case TxEvent.Answered answered -> answered(answered);
    }
    pump();
    return List.copyOf(effects);
  }

  /** Hashes whose place on the chain the next {@link ChainView} must tell. */
  public List<String> watched() {
    return txs.values().stream().flatMap(tx -> tx.versions().stream()).map(SignedTx::hash).toList();
  }

  /** Orders that are neither on their way nor done. */
  public int waiting() {
    return waiting.size();
  }

  /** TX-02: what went out in the last 24 hours, and what is under way at its worst price. */
  public BigInteger committedWei() {
    long oldest = nowMs / HOUR_MS - HOURS;
    BigInteger sum = BigInteger.ZERO;
    for (BigInteger wei : spentByHour.tailMap(oldest, false).values()) {
      sum = sum.add(wei);
    }
    for (Tx tx : txs.values()) {
      sum = tx.mined() == null ? sum.add(tx.reservedWei()) : sum;
    }
    return sum;
  }

  private void want(TxOrder order, long gas) {
    boolean known =
        waiting.stream().anyMatch(ask -> ask.order().key().equals(order.key()))
            || txs.values().stream()
                .anyMatch(tx -> stands(tx) && tx.order().key().equals(order.key()));
    if (known) { // TX-01
      return;
    }
    if (waiting.size() >= TxSettings.WAITING_MAX) {
      tell(order, TxState.FAILED, "", TxSettings.WAITING_MAX + " orders wait already");
      return;
    }
    waiting.add(new Ask(order, gas));
  }

  /** Whether it may still do what it is for, or has done it. */
  private static boolean stands(Tx tx) {
    Mined mined = tx.mined();
    return !tx.isWithdrawn() && (mined == null || mined.ok());
  }

  /** TX-08: who is late does not pay for a revert. */
  private void fulfilled(String key, String byTx) {
    waiting.removeIf(ask -> ask.order().key().equals(key));
    for (Tx tx : List.copyOf(txs.values())) {
      boolean same = tx.order().key().equals(key);
      if (same && tx.mined() == null && !tx.isWithdrawn() && !tx.has(byTx)) {
        withdraw(tx);
      }
    }
  }

  private void withdraw(Tx tx) {
    TxFees fees = new TxFees(tx.maxFeeWei(), tx.priorityFeeWei()).raised(BigInteger.ZERO);
    if (fees.maxFeeWei().compareTo(settings.maxFeeWei()) <= 0 && view != null) {
      send(tx, signing.withdrawal(tx.nonce(), fees), fees, view.block());
    }
  }

  private void looked(ChainView now) {
    view = now;
    poor = false;
    for (Tx tx : List.copyOf(txs.values())) {
      look(tx, now);
    }
    fillGap(now);
    spentByHour.headMap(nowMs / HOUR_MS - 2 * HOURS).clear();
  }

  private void look(Tx tx, ChainView now) {
    Mined before = tx.mined();
    Mined place = null;
    for (SignedTx version : tx.versions()) {
      Mined found = now.mined().get(version.hash());
      place = found == null ? place : withValue(found, tx, version);
    }
    if (place == null) {
      if (before != null) { // TX-06
        Tx back = tx.minedIn(null).sentAt(now.block());
        put(back, spend(before.costWei().negate()));
        tell(tx.order(), TxState.REMOVED, before.hash(), "a reorg took it off the chain");
        back.versions().forEach(version -> broadcast(back.nonce(), version));
      } else {
        pursue(tx, now);
      }
      return;
    }
    lostLooks.remove(tx.nonce());
    if (!place.equals(before)) {
      BigInteger earlier = before == null ? BigInteger.ZERO : before.costWei();
      put(tx.minedIn(place), spend(place.costWei().subtract(earlier)));
      if (before == null || !before.hash().equals(place.hash()) || before.ok() != place.ok()) {
        tellMined(tx, place);
      }
    }
    if (place.block() <= now.finalBlock()) { // TX-07
      txs.remove(tx.nonce());
      effects.add(new TxEffect.Erase(tx.nonce()));
    }
  }

  /** What went along with a call is spent too, if the call did not fail. */
  private static Mined withValue(Mined found, Tx tx, SignedTx version) {
    return version.withdrawal() || !found.ok() || tx.order().valueWei().signum() == 0
        ? found
        : new Mined(
            found.hash(),
            found.block(),
            true,
            found.gas(),
            found.costWei().add(tx.order().valueWei()));
  }

  private void tellMined(Tx tx, Mined place) {
    boolean withdrawn =
        tx.versions().stream()
            .anyMatch(version -> version.withdrawal() && version.hash().equals(place.hash()));
    TxState state = place.ok() && !withdrawn ? TxState.MINED : TxState.FAILED;
    String why = withdrawn ? "withdrawn" : place.ok() ? "" : "reverted";
    effects.add(new TxEffect.Tell(tx.order(), state, place.hash(), place.gas(), why));
  }

  /** TX-04, TX-05: it is not on the chain. */
  private void pursue(Tx tx, ChainView now) {
    if (now.minedNonce() > tx.nonce()) {
      if (lostLooks.merge(tx.nonce(), 1, Integer::sum) >= TxSettings.LOST_AFTER_LOOKS) {
        lostLooks.remove(tx.nonce());
        txs.remove(tx.nonce());
        effects.add(new TxEffect.Erase(tx.nonce()));
        if (!tx.isWithdrawn() && !tx.order().operation().equals(TxOrder.GAP)) {
          effects.add(new TxEffect.Again(tx.order()));
        }
      }
      return;
    }
    lostLooks.remove(tx.nonce());
    long waited = now.block() - tx.sentAtBlock();
    if (waited < 0) { // the head went back
      put(tx.sentAt(now.block()));
      return;
    }
    BigInteger needed = now.baseFeeWei().add(TxSettings.PRIORITY_FEE_WEI);
    boolean outbid = tx.maxFeeWei().compareTo(needed) < 0;
    if ((waited > 0 && outbid) || waited >= TxSettings.REPLACE_AFTER_BLOCKS) {
      raise(tx, now);
    } else if (waited > 0 && waited % TxSettings.REPEAT_AFTER_BLOCKS == 0) {
      broadcast(tx.nonce(), tx.last());
    }
  }

  /** TX-05, within both caps; else the last version is said again. */
  private void raise(Tx tx, ChainView now) {
    TxFees fees = new TxFees(tx.maxFeeWei(), tx.priorityFeeWei()).raised(bid(now));
    BigInteger more =
        fees.maxFeeWei().subtract(tx.maxFeeWei()).multiply(BigInteger.valueOf(tx.gasLimit()));
    boolean allowed =
        fees.maxFeeWei().compareTo(settings.maxFeeWei()) <= 0
            && committedWei().add(more).compareTo(settings.dayCapWei()) <= 0
            && tx.versions().size() < TxSettings.VERSIONS_MAX;
    if (!allowed) {
      put(tx.sentAt(now.block()));
      broadcast(tx.nonce(), tx.last());
      return;
    }
    SignedTx version =
        tx.isWithdrawn() || tx.order().operation().equals(TxOrder.GAP)
            ? signing.withdrawal(tx.nonce(), fees)
            : signing.call(tx.nonce(), tx.order(), tx.gasLimit(), fees);
    send(tx, version, fees, now.block());
  }

  private void send(Tx tx, SignedTx version, TxFees fees, long block) {
    put(tx.with(version, fees, block)); // TX-03: written, then sent
    broadcast(tx.nonce(), version);
    tell(tx.order(), TxState.SENT, version.hash(), version.withdrawal() ? "withdrawn" : "");
  }

  /** TX-09: nonces below the own ones that nobody uses would hold all of them up. */
  private void fillGap(ChainView now) {
    boolean gap = !txs.isEmpty() && txs.firstKey() > now.minedNonce();
    if (!gap) {
      gapSinceBlock = -1;
    } else if (gapSinceBlock < 0) {
      gapSinceBlock = now.block();
    } else if (now.block() - gapSinceBlock >= TxSettings.REPLACE_AFTER_BLOCKS) {
      gapSinceBlock = -1;
      TxFees fees = fees(now);
      for (long nonce = now.minedNonce();
          nonce < txs.firstKey() && txs.size() < 2 * TxSettings.UNMINED_MAX;
          nonce++) {
        fill(nonce, fees, now);
        if (txs.containsKey(nonce)) {
          return; // one a round, the lowest first
        }
      }
    }
  }

  private void fill(long nonce, TxFees fees, ChainView now) {
    TxOrder order = new TxOrder(TxOrder.GAP, nonce, null, network.baton.lease.Address.ZERO, "0x");
    SignedTx version = signing.withdrawal(nonce, fees);
    put(
        new Tx(
            nonce,
            order,
            WITHDRAWAL_GAS,
            fees.maxFeeWei(),
            fees.priorityFeeWei(),
            List.of(version),
            now.block(),
            null));
    broadcast(nonce, version);
  }

  private void answered(TxEvent.Answered answer) {
    Tx tx = txs.get(answer.nonce());
    if (tx == null || tx.mined() != null || !tx.last().hash().equals(answer.hash())) {
      return;
    }
    switch (answer.answer()) {
      case TAKEN, NONCE_USED, UNKNOWN -> {} // the next looks show
      case FEE_TOO_LOW -> put(tx.sentAt(tx.sentAtBlock() - TxSettings.REPLACE_AFTER_BLOCKS));
      case NO_FUNDS -> {
        poor = true;
        tell(tx.order(), TxState.WAITING, answer.hash(), answer.why());
      }
      case REFUSED -> refused(tx, answer);
    }
  }

  private void refused(Tx tx, TxEvent.Answered answer) {
    if (tx.isWithdrawn()) {
      return;
    }
    tell(tx.order(), TxState.FAILED, answer.hash(), answer.why());
    if (tx.versions().size() == 1 && txs.lastKey() == tx.nonce()) {
      txs.remove(tx.nonce());
      effects.add(new TxEffect.Erase(tx.nonce()));
    } else {
      withdraw(tx); // later nonces wait for this one
    }
  }

  private void pump() {
    ChainView now = view;
    if (now == null) {
      return;
    }
    while (!waiting.isEmpty() && !poor && unmined() < TxSettings.UNMINED_MAX) {
      Ask ask = waiting.getFirst();
      TxFees fees = fees(now);
      long gasLimit = ask.gas() + ask.gas() / 4;
      String why = heldBy(now, fees, gasLimit, ask.order().valueWei());
      if (why != null) {
        if (!why.equals(held)) {
          tell(ask.order(), TxState.WAITING, "", why);
        }
        held = why;
        return;
      }
      held = null;
      waiting.removeFirst();
      long nonce = txs.isEmpty() ? now.minedNonce() : Math.max(now.minedNonce(), txs.lastKey() + 1);
      SignedTx version = signing.call(nonce, ask.order(), gasLimit, fees);
      put(
          new Tx(
              nonce,
              ask.order(),
              gasLimit,
              fees.maxFeeWei(),
              fees.priorityFeeWei(),
              List.of(version),
              now.block(),
              null));
      broadcast(nonce, version);
      tell(ask.order(), TxState.SENT, version.hash(), "");
    }
  }

  /** TX-02. */
  private @Nullable String heldBy(ChainView now, TxFees fees, long gasLimit, BigInteger valueWei) {
    if (now.baseFeeWei().add(TxSettings.PRIORITY_FEE_WEI).compareTo(settings.maxFeeWei()) > 0) {
      return "the base fee is above the cap of " + settings.maxFeeWei() + " wei";
    }
    BigInteger cost = fees.maxFeeWei().multiply(BigInteger.valueOf(gasLimit)).add(valueWei);
    return committedWei().add(cost).compareTo(settings.dayCapWei()) > 0
        ? "the cap of " + settings.dayCapWei() + " wei a day is reached"
        : null;
  }

  private TxFees fees(ChainView now) {
    return new TxFees(bid(now), TxSettings.PRIORITY_FEE_WEI);
  }

  /** Outlives six blocks in which the base fee rises by an eighth each. */
  private BigInteger bid(ChainView now) {
    return now.baseFeeWei().shiftLeft(1).add(TxSettings.PRIORITY_FEE_WEI).min(settings.maxFeeWei());
  }

  private int unmined() {
    int unmined = 0;
    for (Tx tx : txs.values()) {
      unmined += tx.mined() == null ? 1 : 0;
    }
    return unmined;
  }

  private void put(Tx tx) {
    put(tx, null);
  }

  private void put(Tx tx, TxEffect.@Nullable Spent spent) {
    txs.put(tx.nonce(), tx);
    effects.add(new TxEffect.Write(tx, spent));
  }

  private void broadcast(long nonce, SignedTx version) {
    effects.add(new TxEffect.Broadcast(nonce, version));
  }

  private TxEffect.Spent spend(BigInteger wei) {
    long hour = nowMs / HOUR_MS;
    return new TxEffect.Spent(hour, spentByHour.merge(hour, wei, BigInteger::add));
  }

  private void tell(TxOrder order, TxState state, String hash, String why) {
    effects.add(new TxEffect.Tell(order, state, hash, 0, why));
  }
}
