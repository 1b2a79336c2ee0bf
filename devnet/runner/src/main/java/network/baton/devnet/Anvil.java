package network.baton.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.baton.scenario.report.RunFacts;

/**
 * The devnet's chain: an anvil process that mines only when told. Its first block lies in the past,
 * so that set-up blocks, each a second later than the one before, never overtake the real time that
 * slots use.
 */
final class Anvil {
  static final long CHAIN_ID = 31_337;

  private static final long GENESIS_AGE_SECONDS = 3_600;
  private static final long UP_MS = 20_000;

  private final Process process;
  private final ChainRpc rpc;
  private final int port;
  private long lastTimestampSeconds;

  private Anvil(Process process, ChainRpc rpc, int port, long genesisSeconds) {
    this.process = process;
    this.rpc = rpc;
    this.port = port;
    this.lastTimestampSeconds = genesisSeconds;
  }

  static Anvil start(Children children, Path binary, Path folder) throws DevnetException {
    if (!Files.isExecutable(binary)) {
      throw new DevnetException(
          binary + ": anvil is not installed; run 'npm ci' in contracts, or use ./baton");
    }
    int port = Ports.free(1).getFirst();
    long genesisSeconds = Instant.now().getEpochSecond() - GENESIS_AGE_SECONDS;
    List<String> command =
        List.of(
            binary.toString(),
            "--host=127.0.0.1",
            "--port=" + port,
            "--chain-id=" + CHAIN_ID,
            "--slots-in-an-epoch=1",
            "--no-mining",
            "--timestamp=" + genesisSeconds,
            "--mnemonic=test test test test test test test test test test test junk",
            "--accounts=2",
            "--quiet");
    Process process = children.start(command, folder, folder.resolve("anvil.log"));
    ChainRpc rpc = new ChainRpc("http://127.0.0.1:" + port);
    Anvil anvil = new Anvil(process, rpc, port, genesisSeconds);
    anvil.awaitUp(folder.resolve("anvil.log"));
    return anvil;
  }

  private void awaitUp(Path log) throws DevnetException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(UP_MS);
    while (true) {
      try {
        rpc.call("eth_chainId");
        return;
      } catch (DevnetException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new DevnetException("anvil did not come up; see " + log, e);
        }
        Pause.millis(20);
      }
    }
  }

  ChainRpc rpc() {
    return rpc;
  }

  String httpUrl() {
    return "http://127.0.0.1:" + port;
  }

  String webSocketUrl() {
    return "ws://127.0.0.1:" + port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Mines a set-up block one second after the last one. */
  void mineNext() throws DevnetException {
    timestamp(lastTimestampSeconds + 1);
    rpc.call("evm_mine");
  }

  /** Gives the next block its timestamp, so that mining it later is a single command. */
  void timestamp(long seconds) throws DevnetException {
    rpc.call("evm_setNextBlockTimestamp", seconds);
    lastTimestampSeconds = seconds;
  }

  /** When the command to mine was sent, and when its answer was there. */
  record Mining(long sentMicros, long answeredMicros) {}

  /** Mines a block whose timestamp is set already, and asks no more at this busy moment. */
  Mining mine() throws DevnetException {
    long sentMicros = nowMicros();
    rpc.call("evm_mine");
    return new Mining(sentMicros, nowMicros());
  }

  /** The block that this mining made, as long as it is the newest. */
  RunFacts.Mined mined(long slot, Mining mining) throws DevnetException {
    JsonNode block = rpc.call("eth_getBlockByNumber", "latest", false);
    return new RunFacts.Mined(
        slot,
        ChainRpc.quantity(block.path("number")),
        block.path("hash").asText(),
        ChainRpc.quantity(block.path("timestamp")),
        mining.sentMicros(),
        mining.answeredMicros());
  }

  long blockNumber() throws DevnetException {
    return ChainRpc.quantity(rpc.call("eth_blockNumber"));
  }

  void setBalance(String address, String weiHex) throws DevnetException {
    rpc.call("anvil_setBalance", address, weiHex);
  }

  static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
