package network.baton.node.chain.tx;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;
import network.baton.lease.Address;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.RpcRefusal;
import network.baton.node.store.TxJournal;
import network.baton.node.trace.Trace;
import network.baton.wire.BlockHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Runs a {@link TxBook} on a thread of its own: asks the chain, writes the journal, broadcasts. An
 * order that would revert is not sent. While the endpoint is silent, orders wait.
 */
public final class TxSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TxSender.class);

  /** Work waiting for the thread; one more piece is dropped, the next block brings it again. */
  private static final int WORK_MAX = 4_096;

  /** Tries to see one block whole before a reorg changes it again. */
  private static final int LOOKS_MAX = 3;

  /** Without a finalized block from the endpoint, a block is taken as final under so many. */
  static final long FINAL_DEPTH = 64;

  private final ChainClient chain;
  private final Address account;
  private final TxBook book;
  private final TxJournal journal;
  private final Trace trace;
  private final LongSupplier nowMs;
  private final News news;
  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>(WORK_MAX);
  private final ArrayDeque<TxOrder> unasked = new ArrayDeque<>();
  private volatile @Nullable String trouble;
  private final Thread thread = Thread.ofPlatform().name("baton-tx").daemon().unstarted(this::run);

  /** Hears what becomes of orders, on the sender's thread. */
  public interface News {
    void told(TxOrder order, TxState state, String hash);
  }

  public TxSender(
      ChainClient chain,
      Address account,
      TxSigning signing,
      TxSettings settings,
      TxJournal journal,
      Trace trace,
      LongSupplier nowMs,
      News news) {
    this.chain = chain;
    this.account = account;
    this.book = new TxBook(settings, signing);
    this.journal = journal;
    this.trace = trace;
    this.nowMs = nowMs;
    this.news = news;
  }

  /** Takes up the journal and begins. */
  public void start() {
    add(() -> apply(journal.restored()));
    onBlock();
    thread.start();
  }

  /** For tests without the thread: does on the caller's what waits to be done. */
  public void drain() {
    for (Runnable piece = work.poll(); piece != null; piece = work.poll()) {
      attempt(piece);
    }
  }

  /** For tests without the thread: takes up the journal. */
  public void restore() {
    apply(journal.restored());
  }

  public void submit(TxOrder order) {
    if (!add(() -> ask(order))) {
      news.told(order, TxState.FAILED, "");
    }
  }

  /** The chain shows that the order is no longer needed; see {@link TxEvent.Fulfilled}. */
  public void fulfilled(String key, String byTx) {
    add(() -> fulfil(key, byTx));
  }

  /** A block came, or went: looks where the transactions are. */
  public void onBlock() {
    add(this::look);
  }

  /**
   * What keeps this from sending anything until the node is started again, or null: mostly a
   * journal that cannot be written, so that what the book takes as written is not.
   */
  public @Nullable String trouble() {
    return trouble;
  }

  private boolean add(Runnable piece) {
    return trouble == null && work.offer(piece);
  }

  private void run() {
    try {
      while (true) {
        attempt(work.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) { // TX-14: the disk, or a defect
      trouble = "nothing is sent to the chain before this node is started again: " + e.getMessage();
      work.clear();
      LOG.error("the journal of transactions fails; look at the disk", e);
    }
  }

  private static void attempt(Runnable piece) {
    try {
      piece.run();
    } catch (ChainException e) {
      LOG.debug("{}", e.getMessage()); // the next block brings it again
    } catch (IllegalArgumentException | ArithmeticException e) { // a number that is none
      LOG.warn("the endpoint's answer makes no sense and is ignored: {}", e.getMessage());
    }
  }

  private void ask(TxOrder order) {
    long gas;
    try {
      gas = chain.estimateGas(account, order.to(), order.data(), order.valueWei());
    } catch (RpcRefusal e) {
      LOG.warn("{} for slot {} is not sent: {}", order.operation(), order.slot(), e.getMessage());
      say(order, "", "failed", 0);
      news.told(order, TxState.FAILED, "");
      return;
    } catch (ChainException e) {
      if (unasked.size() < TxSettings.WAITING_MAX) {
        unasked.add(order);
      } else {
        LOG.warn("{} for slot {} is given up: {}", order.operation(), order.slot(), e.getMessage());
        news.told(order, TxState.FAILED, "");
      }
      return;
    }
    apply(new TxEvent.Wanted(order, gas));
  }

  private void fulfil(String key, String byTx) {
    unasked.removeIf(order -> order.key().equals(key));
    apply(new TxEvent.Fulfilled(key, byTx));
  }

  private void look() {
    ChainView view = view();
    if (view == null) {
      return;
    }
    apply(new TxEvent.Looked(view));
    for (int again = unasked.size(); again > 0; again--) {
      ask(unasked.removeFirst());
    }
  }

  /** One block's view, or null when the head does not hold still. */
  private @Nullable ChainView view() {
    List<String> watched = book.watched();
    for (int look = 0; look < LOOKS_MAX; look++) {
      BlockHeader head = chain.latestHeader();
      long nonce = chain.nonceAt(account, head.number());
      Map<String, Mined> mined = new HashMap<>();
      for (String hash : watched) {
        JsonNode receipt = chain.receipt(hash);
        if (receipt != null) {
          mined.put(hash, mined(hash, receipt));
        }
      }
      BigInteger baseFee = chain.baseFee(head.hash());
      Long finalized = chain.finalizedNumber();
      if (baseFee != null && chain.latestHeader().hash().equals(head.hash())) {
        long depthFinal = head.number() - FINAL_DEPTH;
        return new ChainView(
            head.number(), baseFee, nonce, finalized == null ? depthFinal : finalized, mined);
      }
    }
    return null;
  }

  private static Mined mined(String hash, JsonNode receipt) {
    long gas = Long.decode(receipt.path("gasUsed").asString("0x0"));
    BigInteger price = ChainClient.quantity(receipt.path("effectiveGasPrice"));
    return new Mined(
        hash,
        Long.decode(receipt.path("blockNumber").asString("0x0")),
        receipt.path("status").asString("").equals("0x1"),
        gas,
        price.multiply(BigInteger.valueOf(gas)));
  }

  private void apply(TxEvent event) {
    var answers = new ArrayDeque<TxEvent>();
    answers.add(event);
    while (!answers.isEmpty()) {
      for (TxEffect effect : book.apply(answers.removeFirst(), nowMs.getAsLong())) {
        TxEvent answer = run(effect);
        if (answer != null) {
          answers.add(answer);
        }
      }
    }
  }

  private @Nullable TxEvent run(TxEffect effect) {
    switch (effect) {
      case TxEffect.Write(Tx tx, TxEffect.Spent spent) -> journal.write(tx, spent);
      case TxEffect.Erase(long nonce) -> journal.erase(nonce);
      case TxEffect.Broadcast(long nonce, SignedTx version) -> {
        return broadcast(nonce, version);
      }
      case TxEffect.Tell(TxOrder order, TxState state, String hash, long gas, String why) -> {
        if (!why.isEmpty()) {
          LOG.warn("{} for slot {} {}: {}", order.operation(), order.slot(), state.word(), why);
        }
        say(order, hash, state.word(), gas);
        news.told(order, state, hash);
      }
      case TxEffect.Again(TxOrder order) -> unasked.add(order);
    }
    return null;
  }

  private TxEvent broadcast(long nonce, SignedTx version) {
    TxEvent.Answer answer = TxEvent.Answer.TAKEN;
    String why = "";
    try {
      chain.sendRaw(version.raw());
    } catch (RpcRefusal e) {
      why = String.valueOf(e.getMessage());
      answer = answer(why);
    } catch (ChainException e) {
      answer = TxEvent.Answer.UNKNOWN;
    }
    return new TxEvent.Answered(nonce, version.hash(), answer, why);
  }

  /** By the messages of geth, reth, nethermind, besu, erigon and anvil: there are no codes. */
  static TxEvent.Answer answer(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    if (containsAny(text, "already known", "already imported", "known transaction")) {
      return TxEvent.Answer.TAKEN;
    }
    if (containsAny(text, "nonce too low", "nonce is too low", "oldnonce", "old nonce")) {
      return TxEvent.Answer.NONCE_USED;
    }
    if (containsAny(
        text,
        "underpriced",
        "fee too low",
        "feetoolow",
        "replacement not allowed",
        "less than block base fee")) {
      return TxEvent.Answer.FEE_TOO_LOW;
    }
    if (containsAny(text, "insufficient funds", "insufficientfunds", "upfront cost exceeds")) {
      return TxEvent.Answer.NO_FUNDS;
    }
    boolean pool =
        containsAny(text, "pool", "limit exceeded", "timeout", "try again", "nonce too high");
    return pool ? TxEvent.Answer.UNKNOWN : TxEvent.Answer.REFUSED;
  }

  private static boolean containsAny(String text, String... parts) {
    for (String part : parts) {
      if (text.contains(part)) {
        return true;
      }
    }
    return false;
  }

  private void say(TxOrder order, String hash, String status, long gas) {
    trace.say(
        "tx",
        "op",
        order.operation(),
        "hash",
        hash,
        "status",
        status,
        "gas",
        gas,
        "slot",
        order.slot(),
        "taskId",
        order.taskId() == null ? "" : order.taskId().toHex());
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
