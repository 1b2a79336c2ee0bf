package network.baton.prover.nats;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A nats-server with JetStream as a child of this process, on a free port of this machine, with a
 * store of its own: for devnets, benchmarks and tests. Needs the program on the path.
 */
public final class NatsServer implements AutoCloseable {
  private static final long PATIENCE_S = 30;
  private static final long CONNECT_AGAIN_MS = 20;
  private final Path folder;
  private final int port;
  private Process process;

  private NatsServer(Path folder) throws IOException {
    this.folder = folder;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    this.process = begin();
  }

  /**
   * @param folder made if missing; holds configuration, log and store
   * @throws IOException when there is no nats-server or it does not come up
   */
  public static NatsServer start(Path folder) throws IOException {
    return new NatsServer(folder.toAbsolutePath());
  }

  public String url() {
    return "nats://127.0.0.1:" + port;
  }

  /** Starts it again after {@link #close}, on the same port and with what is left of its store. */
  public void startAgain() throws IOException {
    process = begin();
  }

  private Process begin() throws IOException {
    Files.createDirectories(folder);
    Path config = folder.resolve("nats.conf");
    Files.writeString(
        config,
        """
        listen: "127.0.0.1:%d"
        max_payload: 16MB
        jetstream { store_dir: "%s" }
        """
            .formatted(port, store()));
    Process begun =
        new ProcessBuilder("nats-server", "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nats.log").toFile())
            .start();
    awaitListening(begun);
    return begun;
  }

  /** Where JetStream keeps its files. */
  public Path store() {
    return folder.resolve("store");
  }

  private void awaitListening(Process begun) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (System.nanoTime() < end && begun.isAlive()) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
        return;
      } catch (IOException notYet) {
        pause();
      }
    }
    begun.destroyForcibly();
    throw new IOException("nats-server does not listen: " + folder.resolve("nats.log"));
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(CONNECT_AGAIN_MS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stop);
    }
  }

  /** SIGKILL. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
  }
}
