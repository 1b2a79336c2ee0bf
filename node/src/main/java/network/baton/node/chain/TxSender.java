package network.baton.node.chain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Signature;
import network.baton.node.trace.Trace;
import network.baton.wire.Keccak;
import network.baton.wire.LeaseKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign.SignatureData;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;
import tools.jackson.databind.JsonNode;

/**
 * Sends this key's transactions, one at a time and in order, on a thread of its own, and watches
 * until each is mined. A transaction that would revert is not sent. One that stays unmined is
 * replaced with higher fees.
 */
public final class TxSender implements AutoCloseable {
  /** Transactions waiting to be sent; one more is refused and counted as failed. */
  static final int WAITING_MAX = 1_024;

  /** A transaction that is not in one of this many blocks is sent again with higher fees. */
  static final int REPLACE_AFTER_BLOCKS = 6;

  /** Replacements before the sender gives up and says so. */
  static final int REPLACEMENTS_MAX = 8;

  private static final Logger LOG = LoggerFactory.getLogger(TxSender.class);
  private static final BigInteger PRIORITY_FEE_WEI = BigInteger.valueOf(1_000_000_000L);

  private final ChainClient chain;
  private final LeaseKey key;
  private final long chainId;
  private final Trace trace;
  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final Map<String, InFlight> inFlight = new HashMap<>();
  private final Thread thread = Thread.ofPlatform().name("baton-tx").daemon().unstarted(this::run);
  private long nextNonce = -1;

  public TxSender(ChainClient chain, LeaseKey key, long chainId, Trace trace) {
    this.chain = chain;
    this.key = key;
    this.chainId = chainId;
    this.trace = trace;
  }

  /**
   * A transaction to be sent.
   *
   * @param operation for logs and trace: anchor or settle
   * @param taskId for logs and trace; null where the slot says enough
   */
  public record Order(
      String operation,
      long slot,
      @Nullable Hash32 taskId,
      Address to,
      String data,
      Outcome outcome) {}

  /** Hears what became of an order, on the sender's thread. */
  public interface Outcome {
    /** Nobody hears. */
    Outcome NONE =
        new Outcome() {
          @Override
          public void sent(String txHash) {}

          @Override
          public void mined(String txHash, long block, long gas) {}

          @Override
          public void failed(String why) {}
        };

    void sent(String txHash);

    void mined(String txHash, long block, long gas);

    /** Never on the chain, or reverted there. */
    void failed(String why);
  }

  private static final class InFlight {
    final Order order;
    final long nonce;
    final BigInteger gasLimit;
    BigInteger maxFee;
    BigInteger priorityFee;
    int blocksWaited;
    int replacements;

    InFlight(
        Order order, long nonce, BigInteger gasLimit, BigInteger maxFee, BigInteger priorityFee) {
      this.order = order;
      this.nonce = nonce;
      this.gasLimit = gasLimit;
      this.maxFee = maxFee;
      this.priorityFee = priorityFee;
    }
  }

  public void start() {
    thread.start();
  }

  public void submit(Order order) {
    if (work.size() >= WAITING_MAX) {
      order.outcome().failed("more than " + WAITING_MAX + " transactions are waiting");
      return;
    }
    work.add(() -> send(order));
  }

  /** A block came: looks whether it holds what is in flight. */
  public void onBlock() {
    if (work.size() < WAITING_MAX) {
      work.add(this::checkMined);
    }
  }

  private void run() {
    try {
      while (true) {
        work.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Order order) {
    try {
      long gas = chain.estimateGas(key.address(), order.to(), order.data());
      if (nextNonce < 0) {
        nextNonce = chain.pendingNonce(key.address());
      }
      BigInteger maxFee = chain.baseFee().shiftLeft(1).add(PRIORITY_FEE_WEI);
      var tx =
          new InFlight(
              order, nextNonce, BigInteger.valueOf(gas + gas / 4), maxFee, PRIORITY_FEE_WEI);
      String hash = broadcast(tx);
      nextNonce++;
      inFlight.put(hash, tx);
      say(order, hash, "sent", 0);
      order.outcome().sent(hash);
    } catch (ChainException e) {
      nextNonce = -1;
      say(order, "", "failed", 0);
      LOG.warn("{} for slot {} was not sent: {}", order.operation(), order.slot(), e.getMessage());
      order.outcome().failed(String.valueOf(e.getMessage()));
    }
  }

  private String broadcast(InFlight tx) {
    RawTransaction raw =
        RawTransaction.createTransaction(
            chainId,
            BigInteger.valueOf(tx.nonce),
            tx.gasLimit,
            tx.order.to().toHex(),
            BigInteger.ZERO,
            tx.order.data(),
            tx.priorityFee,
            tx.maxFee);
    Signature signature = key.sign(Keccak.hash(TransactionEncoder.encode(raw)));
    var data =
        new SignatureData((byte) signature.v(), signature.r().toBytes(), signature.s().toBytes());
    return chain.sendRaw(Numeric.toHexString(TransactionEncoder.encode(raw, data)));
  }

  private void checkMined() {
    for (Map.Entry<String, InFlight> entry : List.copyOf(new ArrayList<>(inFlight.entrySet()))) {
      try {
        check(entry.getKey(), entry.getValue());
      } catch (ChainException e) {
        LOG.debug("{}", e.getMessage());
      }
    }
  }

  private void check(String hash, InFlight tx) {
    JsonNode receipt = chain.receipt(hash);
    if (receipt != null) {
      inFlight.remove(hash);
      long gas = Long.decode(receipt.path("gasUsed").asString("0x0"));
      long block = Long.decode(receipt.path("blockNumber").asString("0x0"));
      if (receipt.path("status").asString().equals("0x1")) {
        say(tx.order, hash, "mined", gas);
        tx.order.outcome().mined(hash, block, gas);
      } else {
        say(tx.order, hash, "failed", gas);
        LOG.warn("{} for slot {} reverted in {}", tx.order.operation(), tx.order.slot(), hash);
        tx.order.outcome().failed("reverted in " + hash);
      }
    } else if (++tx.blocksWaited >= REPLACE_AFTER_BLOCKS) {
      replace(hash, tx);
    }
  }

  private void replace(String hash, InFlight tx) {
    if (tx.replacements == REPLACEMENTS_MAX) {
      inFlight.remove(hash);
      LOG.warn(
          "{} for slot {} was not mined after {} replacements",
          tx.order.operation(),
          tx.order.slot(),
          tx.replacements);
      tx.order.outcome().failed("not mined");
      return;
    }
    tx.blocksWaited = 0;
    tx.replacements++;
    // Nodes ask for at least 10 % more on both fees.
    tx.maxFee = tx.maxFee.multiply(BigInteger.valueOf(5)).shiftRight(2);
    tx.priorityFee = tx.priorityFee.multiply(BigInteger.valueOf(5)).shiftRight(2);
    String replacement = broadcast(tx);
    inFlight.remove(hash);
    inFlight.put(replacement, tx);
    say(tx.order, replacement, "sent", 0);
  }

  private void say(Order order, String hash, String status, long gas) {
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
