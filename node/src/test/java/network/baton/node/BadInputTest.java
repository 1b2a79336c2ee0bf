package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.baton.node.config.ConfigFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator gets wrong, told in one line and with the right exit code, by the real program.
 */
@Tag("process")
class BadInputTest {
  @TempDir Path folder = Path.of("unset");

  private record Outcome(int code, String out, List<String> complaints) {}

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    var command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Baton.class.getName(),
                "node"));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      String threads = threads(process, out);
      process.destroyForcibly();
      throw new AssertionError("the program does not end by itself: " + threads);
    }
    return new Outcome(
        process.exitValue(),
        Files.readString(out),
        Files.readAllLines(err).stream().filter(line -> line.startsWith("baton: ")).toList());
  }

  /** What the JVM's threads do, as it prints them when asked by a signal. */
  private static String threads(Process process, Path out)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    for (int look = 0; look < 100; look++) {
      String said = Files.readString(out);
      if (said.contains("JNI global refs")) {
        return said;
      }
      Thread.sleep(100);
    }
    return "and does not say what it does";
  }

  private void complains(Outcome outcome, int code, String... parts) {
    assertThat(outcome.complaints()).as("one line for the operator").hasSize(1);
    assertThat(outcome.complaints().getFirst()).contains(parts);
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.out()).doesNotContain("node ready");
  }

  private String config(String good, String bad) {
    return ConfigFiles.write(folder, ConfigFiles.nodeYaml().replace(good, bad)).toString();
  }

  @Test
  void unknownKeyIsUsage() throws Exception {
    complains(
        run("--config", config("dataDir: data", "dataDir: data\ncolour: red")),
        2,
        "node.yaml",
        "unknown key 'colour'",
        "allowed: api, clock, dataDir");
  }

  @Test
  void missingKeyFileIsUsage() throws Exception {
    String config = config("", "");
    Files.delete(folder.resolve("lease.key"));

    complains(run("--config", config), 2, "keys.lease", "lease.key");
  }

  @Test
  void spoiledKeyFileIsUsageAndNeverShown() throws Exception {
    String config = config("", "");
    Files.writeString(folder.resolve("lease.key"), "deadbeef");

    Outcome outcome = run("--config", config);

    complains(outcome, 2, "keys.lease", "64 hex digits");
    assertThat(outcome.complaints().getFirst()).doesNotContain("deadbeef");
  }

  @Test
  void rpcThatIsDownIsAFailure() throws Exception {
    complains(
        run("--config", config("", "")), 1, "rpc ws://127.0.0.1:1 does not answer", "rpc.url");
  }

  @Test
  void wrongChainIsUsage() throws Exception {
    try (var anvil = AnvilProcess.start("--chain-id", "1")) {
      complains(
          run("--config", config("ws://127.0.0.1:1", anvil.wsUrl())),
          2,
          "on chain 1, the network file says 31337");
    }
  }

  @Test
  void chainWithoutTheContractsIsUsage() throws Exception {
    try (var anvil = AnvilProcess.start()) {
      complains(
          run("--config", config("ws://127.0.0.1:1", anvil.httpUrl())),
          2,
          "no contract at 0x1111111111111111111111111111111111111111");
    }
  }

  @Test
  void missingConfigOptionIsUsage() throws Exception {
    Outcome outcome = run();

    assertThat(outcome.code()).isEqualTo(2);
  }

  @Test
  void checkAcceptsGoodFilesAndStartsNothing() throws Exception {
    Outcome outcome = run("--config", config("", ""), "--check");

    assertThat(outcome.out()).startsWith("configuration ok: network devnet, chain 31337, prover 0");
    assertThat(outcome.code()).isZero();
  }

  @Test
  void occupiedPortsAreFailures() throws Exception {
    try (var anvil = AnvilProcess.start();
        var occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DeployedChain.deploy(anvil, folder);
      String good = ConfigFiles.nodeYaml().replace("ws://127.0.0.1:1", anvil.wsUrl());
      String port = Integer.toString(occupied.getLocalPort());

      Path config =
          Files.writeString(
              folder.resolve("node.yaml"), good.replace("127.0.0.1:0", "127.0.0.1:" + port));
      complains(run("--config", config.toString()), 1, "api.listen 127.0.0.1:" + port, "in use");

      Files.writeString(config, good.replace("tcp/0", "tcp/" + port));
      complains(run("--config", config.toString()), 1, "p2p.listen", port, "in use");
    }
  }
}
