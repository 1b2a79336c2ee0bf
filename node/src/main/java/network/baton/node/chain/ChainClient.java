package network.baton.node.chain;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import network.baton.wire.HeaderRlp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.websocket.events.Notification;
import tools.jackson.databind.JsonNode;

/**
 * JSON-RPC to one execution client. Calls block (use a virtual thread) and throw {@link
 * ChainException}. Headers are believed only when their RLP hashes to the hash that the endpoint
 * gives them.
 */
public final class ChainClient implements AutoCloseable {
  /** How often an HTTP endpoint, which cannot push, is asked for its head, in milliseconds. */
  static final long HTTP_HEAD_INTERVAL_MS = 50;

  private static final Logger LOG = LoggerFactory.getLogger(ChainClient.class);

  private final String url;
  private final ScheduledExecutorService timer;
  private final RpcConnection connection;
  private final Web3j web3j;
  private volatile @Nullable Consumer<SeenHeader> headConsumer;

  private ChainClient(String url) {
    this.url = url;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("baton-rpc-timer").daemon().factory());
    this.connection = new RpcConnection(url, timer, new Random(), this::subscribe);
    this.web3j = Web3j.build(connection);
  }

  /**
   * Connects; throws {@link ChainException} with one line for the operator when the endpoint is not
   * there.
   */
  public static ChainClient connect(String url) {
    var client = new ChainClient(url);
    try {
      client.connection.connect();
      client.call("eth_chainId");
      return client;
    } catch (IOException | RuntimeException e) {
      client.close();
      throw new ChainException(
          "rpc "
              + url
              + " does not answer ("
              + reason(e)
              + "); start the execution client or mend rpc.url",
          e);
    }
  }

  public Web3j web3j() {
    return web3j;
  }

  /** A header and when its notification came in, wall clock in microseconds. */
  public record SeenHeader(BlockHeader header, long seenMicros) {}

  /**
   * Hands every new head to {@code consumer}, first the present one, then pushed ones; after a lost
   * connection the present one again. On a thread of the connection: must not block and must not
   * call back.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
  public void onHead(Consumer<SeenHeader> consumer) {
    headConsumer = consumer;
    if (!connection.pushes()) {
      timer.scheduleWithFixedDelay(
          this::announceHead, 0, HTTP_HEAD_INTERVAL_MS, TimeUnit.MILLISECONDS);
    } else {
      subscribe();
    }
  }

  /**
   * The notification of {@code eth_subscribe newHeads}, kept as JSON: clients add header fields
   * with each fork.
   */
  static final class HeadNotification extends Notification<JsonNode> {}

  static final class JsonResponse extends Response<JsonNode> {}

  @SuppressWarnings("CheckReturnValue") // the subscription ends with its connection
  private void subscribe() {
    if (headConsumer == null || !connection.pushes()) {
      return;
    }
    connection
        .subscribe(
            new Request<>(
                "eth_subscribe",
                List.of("newHeads"),
                connection,
                org.web3j.protocol.core.methods.response.EthSubscribe.class),
            "eth_unsubscribe",
            HeadNotification.class)
        .subscribe(
            notification -> announce(notification.getParams().getResult()),
            error -> LOG.debug("rpc {}: head subscription ended: {}", url, error.toString()));
    Thread.ofVirtual().name("baton-rpc-head").start(this::announceHead);
  }

  private void announceHead() {
    try {
      announce(call("eth_getBlockByNumber", "latest", false));
    } catch (ChainException e) {
      LOG.debug("{}", e.getMessage());
    }
  }

  /** The way from a block to its prover begins on the connection's thread. */
  @SuppressWarnings("ThreadPriorityCheck") // for speed only: nothing relies on the order
  private static void hasten(Thread reader) {
    if (!reader.isVirtual() && reader.getPriority() != Thread.MAX_PRIORITY) {
      reader.setPriority(Thread.MAX_PRIORITY);
    }
  }

  private void announce(JsonNode block) {
    long seenMicros = network.baton.node.trace.Trace.nowMicros();
    hasten(Thread.currentThread());
    Consumer<SeenHeader> consumer = headConsumer;
    if (consumer == null) {
      return;
    }
    try {
      consumer.accept(new SeenHeader(header(block), seenMicros));
    } catch (ChainException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  /** The header with this hash, or null when the endpoint has none. */
  public @Nullable BlockHeader headerByHash(Hash32 hash) {
    JsonNode block = call("eth_getBlockByHash", hash.toHex(), false);
    return block.isNull() ? null : header(block);
  }

  public BlockHeader latestHeader() {
    return header(call("eth_getBlockByNumber", "latest", false));
  }

  /** The canonical header at {@code number}, or null. */
  public @Nullable BlockHeader headerByNumber(long number) {
    JsonNode block = call("eth_getBlockByNumber", hex(number), false);
    return block.isNull() ? null : header(block);
  }

  private BlockHeader header(JsonNode block) {
    Map<String, String> fields = new HashMap<>();
    block
        .properties()
        .forEach(
            e -> {
              if (e.getValue().isString()) {
                fields.put(e.getKey(), e.getValue().asString());
              }
            });
    String claimed = fields.get("hash");
    try {
      if (HeaderRlp.decode(HeaderRlp.encode(fields))
              instanceof Decoded.Ok<BlockHeader>(BlockHeader header)
          && header.hash().toHex().equals(claimed)) {
        return header;
      }
    } catch (IllegalArgumentException e) {
      throw new ChainException(
          "rpc " + url + " gave a malformed header: " + e.getMessage() + "; it is ignored", e);
    }
    throw new ChainException(
        "rpc "
            + url
            + " gave a header that does not hash to its block hash "
            + claimed
            + "; it is ignored");
  }

  public long chainId() {
    return Long.decode(call("eth_chainId").asString());
  }

  /** The code of an account at the head; empty if it has none. */
  public byte[] code(Address address) {
    String hex = call("eth_getCode", address.toHex(), "latest").asString();
    try {
      return HexFormat.of().parseHex(hex, Math.min(2, hex.length()), hex.length());
    } catch (IllegalArgumentException e) {
      throw new ChainException("the endpoint's code of " + address.toHex() + " is no hex", e);
    }
  }

  /**
   * Calls a contract at {@code block} ({@code latest} or a hex number); a revert is a {@link
   * ChainException}.
   */
  public String ethCall(Address to, String data, String block) {
    return call("eth_call", Map.of("to", to.toHex(), "data", data), block).asString();
  }

  /** Logs of these contracts in the block with this hash. */
  public JsonNode logs(Hash32 blockHash, List<Address> contracts) {
    return call(
        "eth_getLogs",
        Map.of(
            "blockHash",
            blockHash.toHex(),
            "address",
            contracts.stream().map(Address::toHex).toList()));
  }

  /** Logs of a contract with these first topics, in blocks of the canonical chain. */
  public JsonNode logs(Address contract, List<String> topics, long fromBlock, long toBlock) {
    return call(
        "eth_getLogs",
        Map.of(
            "fromBlock",
            hex(fromBlock),
            "toBlock",
            hex(toBlock),
            "address",
            contract.toHex(),
            "topics",
            topics));
  }

  public @Nullable JsonNode receipt(String txHash) {
    JsonNode receipt = call("eth_getTransactionReceipt", txHash);
    return receipt.isNull() ? null : receipt;
  }

  public BigInteger balance(Address address) {
    return quantity(call("eth_getBalance", address.toHex(), "latest"));
  }

  /** How many transactions of the account are on the chain up to a block. */
  public long nonceAt(Address address, long block) {
    return quantity(call("eth_getTransactionCount", address.toHex(), hex(block))).longValueExact();
  }

  /** Base fee of the block with this hash, in wei a unit of gas; null if there is no such block. */
  public @Nullable BigInteger baseFee(Hash32 blockHash) {
    JsonNode block = call("eth_getBlockByHash", blockHash.toHex(), false);
    return block.isNull() ? null : quantity(block.path("baseFeePerGas"));
  }

  /** Number of the newest finalized block; null when the endpoint knows of none. */
  public @Nullable Long finalizedNumber() {
    try {
      JsonNode block = call("eth_getBlockByNumber", "finalized", false);
      return block.isNull() ? null : Long.decode(block.path("number").asString("0x0"));
    } catch (RpcRefusal e) {
      return null;
    }
  }

  /** Throws {@link RpcRefusal} when the call would revert. */
  public long estimateGas(Address from, Address to, String data, BigInteger valueWei) {
    Map<String, String> call =
        Map.of(
            "from",
            from.toHex(),
            "to",
            to.toHex(),
            "data",
            data,
            "value",
            "0x" + valueWei.toString(16));
    return quantity(call("eth_estimateGas", call)).longValueExact();
  }

  public String sendRaw(String signedTransaction) {
    return call("eth_sendRawTransaction", signedTransaction).asString();
  }

  JsonNode call(String method, Object... params) {
    try {
      JsonResponse response =
          new Request<>(
                  method, new ArrayList<>(Arrays.asList(params)), connection, JsonResponse.class)
              .send();
      if (response.hasError()) {
        throw new RpcRefusal("rpc " + url + " " + method + ": " + response.getError().getMessage());
      }
      JsonNode result = response.getResult();
      return result == null ? tools.jackson.databind.node.NullNode.getInstance() : result;
    } catch (IOException e) {
      throw new ChainException("rpc " + url + " " + method + ": " + reason(e), e);
    }
  }

  /** A JSON-RPC quantity; 0 when it is missing. */
  public static BigInteger quantity(JsonNode node) {
    String text = node.asString("0x0");
    return new BigInteger(text.startsWith("0x") ? text.substring(2) : text, 16);
  }

  static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  private static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("no reason");
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      connection.close();
    } catch (IOException e) {
      LOG.debug("rpc {}: closing: {}", url, e.toString());
    }
  }
}
