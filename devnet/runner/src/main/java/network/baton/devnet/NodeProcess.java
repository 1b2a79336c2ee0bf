package network.baton.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A member's node as a process of its own, over all its lives. */
final class NodeProcess {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String READY = "node ready ";
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xms128m",
          "-Xmn72m",
          "-XX:MetaspaceSize=96m",
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=48m",
          "-Xshare:auto",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final int COMPILER_NICENESS = 10;

  private final Member member;
  private final Children children;
  private final ClassArchive archive;
  private @Nullable Process process;
  private long logOffset;

  NodeProcess(Member member, Children children, ClassArchive archive) {
    this.member = member;
    this.archive = archive;
    this.children = children;
  }

  Member member() {
    return member;
  }

  /** Starts the process; what it said in earlier lives stays in its log. */
  void start() throws DevnetException {
    start(archive.jvmOptions());
  }

  /** Starts the process only to end it when it is up, which leaves the class archive behind. */
  void writeArchive(long waitMs) throws DevnetException {
    start(archive.writingOptions());
    awaitReady(waitMs);
    end(waitMs);
  }

  private void start(List<String> moreOptions) throws DevnetException {
    try {
      logOffset = Files.exists(member.log()) ? Files.size(member.log()) : 0;
    } catch (IOException e) {
      throw new DevnetException("cannot read " + member.log(), e);
    }
    process = children.start(command(moreOptions), member.folder(), member.log());
  }

  private List<String> command(List<String> moreOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(moreOptions);
    if ("root".equals(System.getProperty("user.name"))) { // others may not, and the JVM warns
      command.add("-XX:ThreadPriorityPolicy=1");
      // Compiling would otherwise go before the threads that claim, and take a quarter of the
      // processors' time in the first milliseconds of a slot.
      command.add("-XX:CompilerThreadPriority=" + COMPILER_NICENESS);
    }
    command.add("-Dbaton.root=" + System.getProperty("baton.root", ""));
    command.addAll(List.of("-cp", classPath()));
    command.addAll(List.of("network.baton.node.Baton", "node"));
    command.addAll(List.of("--config", member.config().toAbsolutePath().toString()));
    return command;
  }

  /** The runner's own class path, with absolute names. */
  static String classPath() {
    List<String> parts = new ArrayList<>();
    for (String part :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      parts.add(Path.of(part).toAbsolutePath().toString());
    }
    return String.join(java.io.File.pathSeparator, parts);
  }

  /** Waits for the line with which a node says that it is up. */
  void awaitReady(long waitMs) throws DevnetException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
    while (!saidReady()) {
      if (!isAlive()) {
        throw new DevnetException(
            member.name() + " ended while it started: " + lastLine() + " (" + member.log() + ")");
      }
      if (System.nanoTime() > end) {
        throw new DevnetException(
            member.name() + " was not ready within " + waitMs + " ms; see " + member.log());
      }
      Pause.millis(25);
    }
  }

  private boolean saidReady() throws DevnetException {
    return newLines().stream().anyMatch(line -> line.startsWith(READY));
  }

  private String lastLine() throws DevnetException {
    List<String> lines = newLines();
    return lines.isEmpty() ? "it said nothing" : lines.getLast();
  }

  private List<String> newLines() throws DevnetException {
    try {
      if (!Files.exists(member.log())) {
        return List.of();
      }
      byte[] all = Files.readAllBytes(member.log());
      int from = (int) Math.min(logOffset, all.length);
      return new String(all, from, all.length - from, java.nio.charset.StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new DevnetException("cannot read " + member.log(), e);
    }
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  boolean signal(String name) {
    return process != null && Signals.send(process.pid(), name);
  }

  /**
   * Process ids of the node's reference provers.
   *
   * @param proofType of this type only; null: of all
   */
  List<Long> provers(@Nullable String proofType) {
    Process node = process;
    if (node == null || !node.isAlive()) {
      return List.of();
    }
    try (Stream<ProcessHandle> family = node.descendants()) {
      return family
          .filter(child -> ReferenceProver.isWorker(child.info(), proofType))
          .map(ProcessHandle::pid)
          .toList();
    }
  }

  /**
   * Asks the node to end and waits for it; returns its exit code, or null if it had to be killed.
   */
  @Nullable Integer end(long waitMs) throws DevnetException {
    Process ending = process;
    if (ending == null) {
      return 0;
    }
    ending.destroy();
    try {
      if (ending.waitFor(waitMs, TimeUnit.MILLISECONDS)) {
        return ending.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted", e);
    }
    ending.destroyForcibly();
    return null;
  }

  /** The node's own status, or nothing while it does not answer. */
  @Nullable JsonNode status(HttpClient http) throws DevnetException {
    URI url = URI.create("http://127.0.0.1:" + member.apiPort() + "/api/v1/status");
    HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(2)).build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted", e);
    }
  }
}
