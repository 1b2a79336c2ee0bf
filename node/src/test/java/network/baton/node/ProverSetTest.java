package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.baton.lease.ClaimOrder;
import network.baton.lease.Hash32;
import network.baton.node.config.ConfigException;
import network.baton.node.config.NatsEntry;
import network.baton.node.config.NodeFile.ProverEntry;
import network.baton.node.config.TraceEntry;
import network.baton.node.config.WorkflowEntry;
import network.baton.node.trace.Trace;
import network.baton.prover.FakeProver;
import network.baton.prover.FakeProver.Step;
import network.baton.prover.JobFailure;
import network.baton.prover.JobListener;
import network.baton.prover.JobRequest;
import network.baton.prover.JobResult;
import network.baton.prover.Progress;
import network.baton.prover.Prover;
import network.baton.prover.fleet.FleetProver;
import network.baton.prover.nats.FleetSubjects;
import network.baton.prover.nats.NatsServer;
import network.baton.prover.nats.NatsWorker;
import network.baton.wire.ProofTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kinds of provers that a node's configuration may name. */
class ProverSetTest {
  private static final String TYPE = "header-sponge-v1";
  private static final long PATIENCE_S = 60;

  @TempDir Path folder = Path.of("unset");
  private Trace trace = Trace.none();

  private static ProverEntry entry(
      String kind,
      @Nullable Integer attempts,
      @Nullable NatsEntry nats,
      @Nullable TraceEntry trace) {
    return new ProverEntry(
        TYPE, kind, "worker", List.of("cat"), 1, 500L, Map.of(), attempts, nats, trace, null);
  }

  /** The type in two stages: three parts, and one that joins them. */
  private ProverEntry staged(@Nullable NatsEntry nats, String proofType) throws IOException {
    Files.writeString(
        folder.resolve("stages.yaml"),
        """
        proofType: %s
        stages:
          - {name: part, work: parts-v1, parts: 3, weight: 10}
          - {name: join, work: joins-v1, needs: [part], collect: match-all}
        """
            .formatted(proofType));
    return new ProverEntry(
        TYPE,
        "workflow",
        "worker",
        List.of(),
        1,
        500L,
        Map.of(),
        null,
        nats,
        null,
        new WorkflowEntry("stages.yaml"));
  }

  private static ProverEntry work(String work) {
    return new ProverEntry(
        work, "trace", "worker", List.of(), 2, 500L, Map.of(), null, null, constant(1), null);
  }

  private static TraceEntry constant(double ms) {
    return new TraceEntry(
        "constant", null, null, null, ms, null, null, null, null, null, null, null);
  }

  private static TraceEntry recorded(String file) {
    return new TraceEntry(
        "recorded", file, null, null, null, null, null, null, null, null, null, null);
  }

  private Prover only(ProverEntry... entries) {
    Map<Hash32, Prover> provers =
        ProverSet.of(List.of(entries), ClaimOrder.EARLIEST_DEADLINE, folder, folder, trace);
    assertThat(provers).containsOnlyKeys(ProofTypes.id(TYPE));
    return Objects.requireNonNull(provers.get(ProofTypes.id(TYPE)));
  }

  private static JobResult prove(Prover prover) {
    var result = new CompletableFuture<JobResult>();
    var _ =
        prover.start(
            new JobRequest("job", TYPE, "{}", PATIENCE_S * 1_000),
            new JobListener() {
              @Override
              public void onProgress(Progress progress) {}

              @Override
              public void onResult(JobResult made) {
                result.complete(made);
              }

              @Override
              public void onFailure(JobFailure failure) {
                result.completeExceptionally(new AssertionError(failure.toString()));
              }
            });
    return result.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
  }

  @Test
  void aTraceProverTakesItsTimeAndAnswers() {
    try (Prover prover = only(entry("trace", null, null, constant(50)))) {
      assertThat(prove(prover).outputJson()).startsWith("{\"proof\":\"0x");
    }
  }

  @Test
  void oneProverThatIsNotRepeatedIsWithoutAFleet() {
    try (Prover direct = only(entry("trace", null, null, constant(1)));
        Prover repeated = only(entry("trace", 3, null, constant(1)))) {
      assertThat(direct).isNotInstanceOf(FleetProver.class);
      assertThat(repeated).isInstanceOf(FleetProver.class);
    }
  }

  @Test
  void severalProversOfATypeAreOneFleet() {
    ProverEntry one = entry("trace", null, null, constant(1));
    try (Prover both = only(one, one)) {
      assertThat(both.capabilities().parallelJobs()).isEqualTo(2);
      assertThat(prove(both).outputJson()).contains("proof");
    }
  }

  @Test
  void aWorkflowMakesItsTypeInStagesAndItsWorksAreNoProofTypes() throws IOException {
    ProverEntry staged = staged(null, TYPE);
    ProverSet.check(List.of(staged, work("parts-v1"), work("joins-v1")), folder, "node.yaml");

    try (Prover prover = only(staged, work("parts-v1"), work("joins-v1"))) {
      assertThat(prover.capabilities().splits()).isTrue();
      assertThat(prover.health().ready()).isTrue();
      assertThat(prove(prover).outputJson()).contains("proof");
    }
  }

  @Test
  void aWorkflowIsRefusedThatCannotBeMadeHere() throws IOException {
    ProverEntry staged = staged(null, TYPE);
    assertThatThrownBy(
            () -> ProverSet.check(List.of(staged, work("parts-v1")), folder, "node.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("node.yaml: provers: no entry here makes 'joins-v1' of header-sponge-v1");
    assertThatThrownBy(() -> ProverSet.check(List.of(staged, work(TYPE)), folder, "node.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is made by a workflow and by another entry");
    ProverEntry other = staged(null, "another");
    assertThatThrownBy(() -> ProverSet.check(List.of(other), folder, "node.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("provers: the workflow of 'header-sponge-v1' is of proof type 'another'");
    Files.writeString(
        folder.resolve("stages.yaml"), "proofType: x\nstages: [{name: a, work: b, collect: all}]");
    assertThatThrownBy(() -> ProverSet.check(List.of(other), folder, "node.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("'collect' is 'all'; allowed: match-all, sequential, first-k");
  }

  @Test
  void aTraceSaysWhichWorkerOfAFleetHasWhichJobAndHowItEnded() throws IOException {
    Path file = folder.resolve("trace.jsonl");
    trace = Trace.to(file);
    try (Prover fleet = only(entry("trace", 3, null, constant(1)))) {
      assertThat(prove(fleet).outputJson()).contains("proof");
    }
    trace.close();

    assertThat(Files.readString(file).lines().map(line -> line.replaceAll(".*\"ev\":", "")))
        .anyMatch(line -> line.startsWith("\"fleet-worker\"") && line.contains("\"up\":true"))
        .anyMatch(line -> line.startsWith("\"fleet-job\"") && line.contains("\"job\":\"job\""))
        .anyMatch(line -> line.startsWith("\"fleet-end\"") && line.contains("\"answered\""));
  }

  @Test
  void aRecordingThatIsNotThereIsRefusedByItsName() {
    var entries = List.of(entry("trace", null, null, recorded("gone.csv")));

    assertThatThrownBy(() -> ProverSet.check(entries, folder, "node.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("gone.csv");
  }

  @Test
  void aTypeIsMadeOverNatsOrHereAndNotBoth() {
    var entries =
        List.of(
            entry("process", null, null, null),
            entry("nats", null, new NatsEntry("nats://127.0.0.1:1", "own"), null));

    assertThatThrownBy(() -> ProverSet.check(entries, folder, "node.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is made by kind nats and by another entry");
  }

  @Test
  @Tag("process")
  void aWorkerOverNatsMakesTheProofsOfANode() throws IOException {
    try (var server = NatsServer.start(folder.resolve("nats"));
        Prover prover = only(entry("nats", null, new NatsEntry(server.url(), "own"), null))) {
      assertThat(prover.health().ready()).isFalse();
      var fake = new FakeProver(TYPE, 2, job -> List.of(new Step.Answer("{\"proof\":\"0x01\"}")));
      try (var _ = NatsWorker.open(server.url(), new FleetSubjects("own"), "w", fake)) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!prover.health().ready() && System.nanoTime() < end) {
          Thread.onSpinWait();
        }

        assertThat(prove(prover).outputJson()).isEqualTo("{\"proof\":\"0x01\"}");
        assertThat(prover.capabilities().parallelJobs()).isEqualTo(2);
      }
    }
  }

  @Test
  @Tag("process")
  void workersOverNatsMakeTheStagesOfAWorkflow() throws IOException {
    try (var server = NatsServer.start(folder.resolve("nats"));
        Prover prover = only(staged(new NatsEntry(server.url(), "own"), TYPE))) {
      assertThat(prover.health().detail()).startsWith("joins-v1: ");
      var names = new FleetSubjects("own");
      var parts = new FakeProver("parts-v1", 2, job -> List.of(new Step.Answer("{}")));
      var joins = new FakeProver("joins-v1", 1, job -> List.of(new Step.Answer("{\"proof\":1}")));
      try (var _ = NatsWorker.open(server.url(), names, "p", parts);
          var _ = NatsWorker.open(server.url(), names, "j", joins)) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!prover.health().ready() && System.nanoTime() < end) {
          Thread.onSpinWait();
        }

        assertThat(prove(prover).outputJson()).isEqualTo("{\"proof\":1}");
      }
    }
  }
}
