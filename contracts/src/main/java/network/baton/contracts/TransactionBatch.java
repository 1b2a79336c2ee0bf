package network.baton.contracts;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.response.EthSendTransaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.utils.Numeric;

/**
 * Transactions of one account that are sent one after the other without waiting, with counted
 * nonces and given gas, and then awaited together: one block can hold them all. For accounts that
 * nobody else sends from meanwhile.
 */
final class TransactionBatch {
  private static final BigInteger TIP_WEI = BigInteger.valueOf(1_000_000_000);
  private static final long POLL_MS = 20;

  private final Web3j web3j;
  private final long chainId;
  private final Credentials sender;
  private final BigInteger feeMaxWei;
  private final List<Sent> sent = new ArrayList<>();
  private BigInteger nonce;

  private record Sent(String purpose, String hash) {}

  TransactionBatch(Web3j web3j, long chainId, Credentials sender) throws IOException {
    this.web3j = web3j;
    this.chainId = chainId;
    this.sender = sender;
    this.nonce =
        web3j
            .ethGetTransactionCount(sender.getAddress(), DefaultBlockParameterName.PENDING)
            .send()
            .getTransactionCount();
    // Twice the going price covers several full blocks before these are mined.
    this.feeMaxWei = web3j.ethGasPrice().send().getGasPrice().shiftLeft(1).add(TIP_WEI);
  }

  /** Nonce of the next transaction, which decides the address of a contract that it creates. */
  BigInteger nonce() {
    return nonce;
  }

  /** Signs and sends; {@code to} is null for the creation of a contract. */
  void send(String purpose, @Nullable String to, String data, BigInteger valueWei, long gas)
      throws IOException {
    RawTransaction transaction =
        RawTransaction.createTransaction(
            chainId, nonce, BigInteger.valueOf(gas), to, valueWei, data, TIP_WEI, feeMaxWei);
    byte[] signed = TransactionEncoder.signMessage(transaction, sender);
    EthSendTransaction answer = web3j.ethSendRawTransaction(Numeric.toHexString(signed)).send();
    if (answer.hasError()) {
      throw new IOException(purpose + " was not accepted: " + answer.getError().getMessage());
    }
    sent.add(new Sent(purpose, answer.getTransactionHash()));
    nonce = nonce.add(BigInteger.ONE);
  }

  /**
   * Runs {@code mine} once and waits for all receipts, in the order of sending.
   *
   * @throws IOException if one failed, or is not mined within {@code waitMs}
   */
  List<TransactionReceipt> await(Runnable mine, long waitMs)
      throws IOException, InterruptedException {
    mine.run();
    long endNanos = System.nanoTime() + waitMs * 1_000_000;
    List<TransactionReceipt> receipts = new ArrayList<>();
    for (Sent one : sent) {
      TransactionReceipt receipt = await(one, endNanos, waitMs);
      if (!receipt.isStatusOK()) {
        throw new IOException(one.purpose() + " failed in " + one.hash());
      }
      receipts.add(receipt);
    }
    return receipts;
  }

  private TransactionReceipt await(Sent one, long endNanos, long waitMs)
      throws IOException, InterruptedException {
    while (true) {
      Optional<TransactionReceipt> receipt =
          web3j.ethGetTransactionReceipt(one.hash()).send().getTransactionReceipt();
      if (receipt.isPresent()) {
        return receipt.get();
      }
      if (System.nanoTime() > endNanos) {
        throw new IOException(
            one.purpose() + " was not mined within " + waitMs + " ms: " + one.hash());
      }
      Thread.sleep(POLL_MS);
    }
  }
}
