package network.baton.prover.nats;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A nats-server with JetStream as a child of this process, on a free port of this machine, with a
 * store of its own: for devnets, benchmarks and tests. Needs the program on the path.
 */
public final class NatsServer implements AutoCloseable {
  private static final long PATIENCE_S = 30;
  private static final long CONNECT_AGAIN_MS = 20;
  private final Path folder;
  private final Launch launch;
  private final int port;
  private Process process;

  /** Starts a program as a child of this process, with all that it says in a file. */
  public interface Launch {
    Process start(List<String> command, Path folder, Path output) throws IOException;
  }

  private NatsServer(Path folder, Launch launch) throws IOException {
    this.folder = folder;
    this.launch = launch;
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
    return start(
        folder,
        (command, home, output) ->
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start());
  }

  /** The same, for who has a way of its own to start and end children. */
  public static NatsServer start(Path folder, Launch launch) throws IOException {
    return new NatsServer(folder.toAbsolutePath(), launch);
  }

  /** The process of now; it may have ended. */
  public ProcessHandle process() {
    return process.toHandle();
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
        launch.start(
            List.of("nats-server", "-c", config.toString()), folder, folder.resolve("nats.log"));
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
