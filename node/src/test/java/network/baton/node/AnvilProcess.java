package network.baton.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real anvil on a free port that mines only when told to; ended by pid. */
public final class AnvilProcess implements AutoCloseable {
  public static final String EPOCH = "--slots-in-an-epoch";

  private static final String LISTENING = "Listening on ";

  private final Process process;
  private final String address;

  private AnvilProcess(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  public static AnvilProcess start(String... options) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("baton.root", ".."), "contracts/node_modules/.bin/anvil")
                    .toString(),
                "--port",
                "0",
                "--no-mining"));
    command.addAll(List.of(options));
    if (!command.contains(EPOCH)) { // else a block is final 64 blocks later
      command.addAll(List.of(EPOCH, "1"));
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      BufferedReader output = process.inputReader();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(LISTENING)) {
          Thread.ofVirtual().start(() -> output.lines().forEach(ignored -> {}));
          return new AnvilProcess(process, line.substring(LISTENING.length()));
        }
      }
      throw new IllegalStateException("anvil ended with " + process.exitValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String wsUrl() {
    return "ws://" + address;
  }

  public String httpUrl() {
    return "http://" + address;
  }

  @Override
  public void close() {
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
