package network.baton.node.chain.tx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import network.baton.lease.Address;
import network.baton.node.AnvilProcess;
import network.baton.node.chain.ChainClient;
import network.baton.node.store.Store;
import network.baton.node.store.TxJournal;
import network.baton.node.trace.Trace;
import network.baton.wire.LeaseKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.http.HttpService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The sender against a real chain client that takes blocks back, drops transactions and raises its
 * base fee. Driven by mined blocks only: nothing waits.
 */
class TxAnvilTest {
  private static final int CHAIN_ID = 31_337;
  private static final int BLOCKS_BEFORE = 130;
  private static final int PLAIN_REORG_MAX = 8;
  private static final int LONG_REORG_MAX = 64;
  private static final BigInteger DAY_CAP = new BigInteger("200000000000000000");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void tenSchedulesEndWithEveryOrderOnce() throws IOException {
    run(1, 10, PLAIN_REORG_MAX);
  }

  @Test
  @Tag("long")
  void aThousandSchedulesEndWithEveryOrderOnce() throws IOException {
    run(100, 1_000, LONG_REORG_MAX);
  }

  private void run(int from, int schedules, int reorgMax) throws IOException {
    for (int seed = from; seed < from + schedules; seed++) {
      try (AnvilProcess anvil = AnvilProcess.start(AnvilProcess.EPOCH, "32")) {
        new Schedule(anvil, seed, reorgMax).play();
      }
    }
  }

  /** One seed on an anvil of its own. */
  private final class Schedule {
    private final HttpService rpc;
    private final String url;
    private final Random random;
    private final int seed;
    private final int reorgMax;
    private final LeaseKey key = LeaseKey.generate();
    private final Path data;
    private final List<TxOrder> orders = new ArrayList<>();
    private final Map<String, TxState> states = new HashMap<>();
    private long nowMs = 1_000_000_000_000L;

    Schedule(AnvilProcess anvil, int seed, int reorgMax) throws IOException {
      this.url = anvil.httpUrl();
      this.rpc = new HttpService(url);
      this.random = new Random(seed);
      this.seed = seed;
      this.reorgMax = reorgMax;
      this.data = Files.createDirectories(folder.resolve("seed" + seed));
    }

    void play() throws IOException {
      call("anvil_setBalance", key.address().toHex(), "0xde0b6b3a7640000");
      call("anvil_mine", "0x" + Integer.toHexString(BLOCKS_BEFORE));
      try (ChainClient chain = ChainClient.connect(url)) {
        for (int life = 0; life < 3; life++) {
          try (Store store = Store.open(data, "test")) {
            live(sender(chain, store), life == 2);
          }
        }
      }
      check();
    }

    private TxSender sender(ChainClient chain, Store store) {
      var settings = new TxSettings(TxSettings.DEFAULT.maxFeeWei(), DAY_CAP);
      var sender =
          new TxSender(
              chain,
              key.address(),
              new KeySigning(key, CHAIN_ID),
              settings,
              new TxJournal(store),
              Trace.none(),
              () -> nowMs,
              (order, state, hash) -> states.put(order.key(), state));
      sender.restore();
      return sender;
    }

    private void live(TxSender sender, boolean last) throws IOException {
      look(sender);
      for (TxOrder order : orders) { // what was never written, its owner asks for again
        if (states.getOrDefault(order.key(), TxState.WAITING) == TxState.WAITING) {
          sender.submit(order);
        }
      }
      sender.drain();
      for (int step = 0; step < 14; step++) {
        step(sender);
      }
      if (last) {
        call("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00");
        for (int block = 0; block < 16; block++) {
          look(sender);
          call("evm_mine");
        }
        look(sender);
      }
    }

    private void step(TxSender sender) throws IOException {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> {
          orders.add(order(orders.size() + 1));
          sender.submit(orders.getLast());
          sender.drain();
        }
        case 3 -> call("anvil_dropAllTransactions");
        case 4 -> call("anvil_reorg", 1 + random.nextInt(reorgMax), List.of());
        case 5 ->
            call(
                "anvil_setNextBlockBaseFeePerGas",
                "0x" + Long.toHexString(1_000_000_000L * (1 + random.nextInt(100))));
        default -> call("evm_mine");
      }
      look(sender);
    }

    private TxOrder order(int number) {
      return new TxOrder(
          "settle",
          number,
          null,
          Address.fromHex("0x" + "ab".repeat(20)),
          "0x%08x".formatted(number));
    }

    private void look(TxSender sender) {
      nowMs += 12_000;
      sender.onBlock();
      sender.drain();
    }

    private void check() throws IOException {
      Map<String, Integer> landed = new HashMap<>();
      BigInteger paid = BigInteger.ZERO;
      long head = ChainClient.quantity(call("eth_blockNumber")).longValueExact();
      for (long number = BLOCKS_BEFORE - LONG_REORG_MAX; number <= head; number++) {
        JsonNode block = call("eth_getBlockByNumber", "0x" + Long.toHexString(number), true);
        for (JsonNode tx : block.path("transactions")) {
          landed.merge(tx.path("input").asString(""), 1, Integer::sum);
          JsonNode receipt = call("eth_getTransactionReceipt", tx.path("hash").asString(""));
          paid =
              paid.add(
                  ChainClient.quantity(receipt.path("gasUsed"))
                      .multiply(ChainClient.quantity(receipt.path("effectiveGasPrice"))));
        }
      }
      assertThat(orders).as("seed %d", seed).isNotEmpty();
      for (TxOrder order : orders) {
        assertThat(landed).as("seed %d, states %s", seed, states).containsEntry(order.data(), 1);
      }
      assertThat(paid).as("seed %d: spent", seed).isLessThanOrEqualTo(DAY_CAP);
    }

    private JsonNode call(String method, Object... params) throws IOException {
      var answer = new Request<>(method, List.of(params), rpc, Answer.class).send();
      assertThat(answer.getError()).as(method).isNull();
      return answer.getResult() == null ? JSON.nullNode() : answer.getResult();
    }
  }

  /** An answer as it is. */
  static final class Answer extends Response<JsonNode> {}
}
