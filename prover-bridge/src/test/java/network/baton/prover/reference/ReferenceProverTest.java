package network.baton.prover.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.baton.prover.JobFailure;
import network.baton.prover.JobListener;
import network.baton.prover.JobRequest;
import network.baton.prover.JobResult;
import network.baton.prover.ProcessProver;
import network.baton.prover.ProcessProverConfig;
import network.baton.prover.ProcessProverConfig.Mode;
import network.baton.prover.Progress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real proofs from the real processes, checked by snarkjs and by the commitment's Java twin. */
class ReferenceProverTest {
  private static final Path REFERENCE =
      Path.of(System.getProperty("baton.root", ".."), "prover-bridge", "reference")
          .toAbsolutePath()
          .normalize();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_S = 60;

  /** The launcher installs too; this is for those who run this module alone. */
  @BeforeAll
  static void install() throws IOException, InterruptedException {
    if (Files.notExists(REFERENCE.resolve("node_modules/.package-lock.json"))) {
      String options = "--prefer-offline --silent --no-audit --no-fund";
      List<String> command = new ArrayList<>(List.of("npm", "ci"));
      command.addAll(List.of(options.split(" ", -1)));
      run(command);
    }
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(REFERENCE.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(command + ": " + printed).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "header-sponge-v1, WORKER, prague",
    "header-tree-v1, WORKER, cancun",
    "header-tree-v1, ONE_SHOT, london",
  })
  void aProofOfARealHeaderIsMadeAndVerifies(String proofType, Mode mode, String header)
      throws IOException, InterruptedException {
    Path workDir = Files.createTempDirectory(Path.of("target"), "reference-work");
    ObjectNode input = input(proofType, header);
    List<Object> events = new ArrayList<>();

    JobResult result = prove(config(proofType, mode, workDir), input, events);

    byte[] proof = bytes(JSON.readTree(result.outputJson()).path("proof").asText());
    assertThat(proof).hasSize(288);
    assertThat(HexFormat.of().formatHex(proof, 256, 288))
        .isEqualTo(
            "%064x"
                .formatted(
                    HeaderCommitment.of(proofType, bytes(input.path("headerRlp").asText()))));
    assertThat(events.getFirst()).isEqualTo(new Progress("witness", 0, 10_000));
    assertThat(events.getLast()).isEqualTo(new Progress("done", 2, Progress.PPM_MAX));
    assertVerifies(proofType, input, result, workDir);
  }

  private static ProcessProverConfig config(String proofType, Mode mode, Path workDir) {
    String script = REFERENCE.resolve(mode == Mode.WORKER ? "worker.mjs" : "prove.mjs").toString();
    List<String> command = List.of("node", script, proofType);
    return new ProcessProverConfig(proofType, mode, command, 1, 500, workDir, Map.of());
  }

  private static JobResult prove(
      ProcessProverConfig config, ObjectNode input, List<Object> progress) {
    CompletableFuture<JobResult> result = new CompletableFuture<>();
    JobListener listener =
        new JobListener() {
          @Override
          public void onProgress(Progress step) {
            progress.add(step);
          }

          @Override
          public void onResult(JobResult made) {
            result.complete(made);
          }

          @Override
          public void onFailure(JobFailure failure) {
            result.completeExceptionally(new AssertionError(failure.toString()));
          }
        };
    try (ProcessProver prover = new ProcessProver(config)) {
      var _ =
          prover.start(
              new JobRequest("job", config.proofType(), input.toString(), PATIENCE_S * 1_000),
              listener);
      return result.orTimeout(2 * PATIENCE_S, TimeUnit.SECONDS).join();
    }
  }

  private static ObjectNode input(String proofType, String name) throws IOException {
    for (JsonNode header :
        JSON.readTree(REFERENCE.resolve("samples/headers.json").toFile()).path("headers")) {
      if (header.path("name").asText().equals(name)) {
        return JSON.createObjectNode()
            .put("taskId", "0x" + "f1".repeat(32))
            .put("proofType", proofType)
            .put("prover", "0x" + "a5".repeat(20))
            .put("headerRlp", header.path("headerRlp").asText())
            .put("chainId", 31_337)
            .put("blockNumber", header.path("blockNumber").asLong())
            .put("blockHash", header.path("blockHash").asText());
      }
    }
    throw new AssertionError("no header " + name);
  }

  private static void assertVerifies(
      String proofType, ObjectNode input, JobResult result, Path workDir)
      throws IOException, InterruptedException {
    Path inputFile = Files.writeString(workDir.resolve("input"), input.toString());
    Path outputFile = Files.writeString(workDir.resolve("output"), result.outputJson());
    List<String> command =
        List.of(
            "node",
            REFERENCE.resolve("verify.mjs").toString(),
            proofType,
            inputFile.toAbsolutePath().toString(),
            outputFile.toAbsolutePath().toString());
    run(command);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex, 2, hex.length());
  }
}
