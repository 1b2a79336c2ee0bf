package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import network.baton.node.config.ConfigFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An operator times provers, and reads what they can promise. */
@Tag("process")
class CalibrateCommandTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PROVER =
      "{proofType: header-sponge-v1, kind: process, mode: worker, command: [\"true\"], parallel: 1}";
  private static final Path REFERENCE =
      Path.of(System.getProperty("baton.root", ".."), "prover-bridge", "reference")
          .toAbsolutePath()
          .normalize();

  @TempDir private Path folder;

  private record Answer(int exitCode, String printed, String errors) {}

  private static synchronized Answer calibrate(String... options) {
    var printed = new ByteArrayOutputStream();
    var errors = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      int code = new CommandLine(new CalibrateCommand()).execute(options);
      return new Answer(
          code, printed.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private String config(String prover) {
    return ConfigFiles.write(folder, ConfigFiles.nodeYaml().replace(PROVER, prover)).toString();
  }

  /** The headers that come with the reference circuits, one a line. */
  private String blocks() throws IOException {
    JsonNode headers =
        JSON.readTree(Files.readString(REFERENCE.resolve("samples/headers.json"))).path("headers");
    StringBuilder lines = new StringBuilder("# from a test chain\n\n");
    headers.forEach(header -> lines.append(header.path("headerRlp").asText()).append('\n'));
    return Files.writeString(folder.resolve("blocks.txt"), lines).toString();
  }

  @Test
  void aRealProverIsTimedAndItsPromisePrintedAndWritten() throws IOException {
    String prover =
        "{proofType: header-sponge-v1, kind: process, mode: worker, parallel: 2, command: [node, \""
            + REFERENCE.resolve("worker.mjs")
            + "\", header-sponge-v1]}";
    Path json = folder.resolve("times.json");

    Answer answer =
        calibrate("--config", config(prover), "--blocks", blocks(), "--json", json.toString());

    assertThat(answer.exitCode()).as(answer.errors()).isZero();
    assertThat(answer.printed())
        .containsPattern("# header-sponge-v1: 5 proofs, 2 at once: p50 \\d+ ms")
        .containsPattern("promisesMs:\n  header-sponge-v1: [0-9]+0\n");
    JsonNode type = JSON.readTree(Files.readString(json)).path("types").path(0);
    assertThat(type.path("samples")).hasSize(5);
    assertThat(type.path("samples").findValuesAsText("failure")).containsOnly("");
    assertThat(type.path("estimate").path("promisesMs")).hasSize(8);
    assertThat(type.path("estimate").path("p50Ms").asLong()).isPositive();
  }

  @Test
  void aProverThatFailsIsToldOfAndNothingIsPromised() throws IOException {
    String prover = PROVER.replace("mode: worker", "mode: oneshot");

    Answer answer = calibrate("--config", config(prover), "--blocks", blocks());

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.errors())
        .contains("header-sponge-v1: 5 of 5 proofs failed; the first, of block");
    assertThat(answer.printed()).contains("promisesMs: {}");
  }

  @Test
  void aProverThatNeverStartsEndsTheCommandInOneLine() throws IOException {
    Answer answer = calibrate("--config", config(PROVER), "--blocks", blocks(), "--ready", "1");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.errors())
        .contains("baton: the prover of header-sponge-v1 is not ready after 1 s: ");
  }

  @Test
  void wrongUseIsNamed() throws IOException {
    String config = config(PROVER);
    Path bad = Files.writeString(folder.resolve("bad.txt"), "# two lines\n0xc0ffee\n");

    assertThat(calibrate("--config", config, "--blocks", bad.toString()).errors())
        .isEqualTo("baton: " + bad + ":2: is not a block header as hex digits of its RLP\n");
    assertThat(calibrate("--config", config, "--blocks", folder + "/none").exitCode()).isEqualTo(2);
    assertThat(calibrate("--config", config, "--blocks", bad.toString(), "--rounds", "0").errors())
        .isEqualTo("baton: --rounds 0 is not within 1..1000\n");
    assertThat(calibrate("--config", config).errors()).contains("--blocks");
    assertThat(calibrate("--config", config, "--last", "0").exitCode()).isEqualTo(2);
  }
}
