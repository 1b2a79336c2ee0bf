package network.baton.contracts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.methods.response.VoidResponse;
import org.web3j.protocol.http.HttpService;

/** A real anvil process that mines only when it is told to. */
final class Anvil implements AutoCloseable {
  static final long CHAIN_ID = 31_337;
  private static final String LISTENING = "Listening on ";

  private final Process process;
  private final HttpService http;
  private final Web3j web3j;

  private Anvil(Process process, String address) {
    this.process = process;
    this.http = new HttpService("http://" + address);
    this.web3j = Web3j.build(http);
  }

  static Anvil start() throws IOException {
    Path binary =
        Path.of(System.getProperty("baton.root", ".."), "contracts/node_modules/.bin/anvil");
    if (!Files.exists(binary)) {
      throw new IOException(binary + " is missing: build the contracts module first");
    }
    Process process =
        new ProcessBuilder(
                binary.toString(),
                "--port",
                "0",
                "--no-mining",
                "--slots-in-an-epoch",
                "1",
                "--order",
                "fifo")
            .redirectErrorStream(true)
            .start();
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(LISTENING)) {
        Thread.ofVirtual().start(() -> output.lines().forEach(ignored -> {}));
        return new Anvil(process, line.substring(LISTENING.length()));
      }
    }
    throw new IOException("anvil ended with " + process.exitValue());
  }

  Web3j web3j() {
    return web3j;
  }

  void mine() {
    try {
      new Request<>("evm_mine", List.of(), http, VoidResponse.class).send();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    web3j.shutdown();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
