package network.baton.prover.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.baton.prover.FakeProver;
import network.baton.prover.FakeProver.Step;
import network.baton.prover.JobFailure;
import network.baton.prover.JobFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final long PATIENCE_S = 60;

  @TempDir private Path folder = Path.of("set by JUnit");

  private Path file() {
    return folder.resolve("fleet.db");
  }

  private static FleetTask task(String id) {
    return new FleetTask(id, "sponge", "{\"n\":1}", 7, 1, 1L << 44, 1L << 45);
  }

  private static void write(Journal journal, JournalRecord... records) {
    var durable = new CompletableFuture<Boolean>();
    journal.append(List.of(records), List.of(() -> durable.complete(true)));
    durable.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
  }

  /** What a machine that lost its power now would find. */
  private Path crashImage() throws IOException {
    Path image = folder.resolve("image.db");
    Files.copy(file(), image);
    Files.copy(Path.of(file() + "-wal"), Path.of(image + "-wal"));
    return image;
  }

  @Test
  void theNextLifeFindsWhatWasDurable() throws IOException {
    try (var journal = Journal.open(file(), Journal.Durability.DISK)) {
      write(
          journal,
          new JournalRecord.Submitted(task("open")),
          new JournalRecord.Attempted("open", 2),
          new JournalRecord.Submitted(task("latched")),
          new JournalRecord.Latched("latched", "{\"proof\":\"0x01\"}"),
          new JournalRecord.Submitted(task("dead")),
          new JournalRecord.Dead("dead", Kind.CRASH, "segfault"),
          new JournalRecord.Submitted(task("gone")),
          new JournalRecord.Forgotten("gone"));
      Path image = crashImage();

      try (var next = Journal.open(image, Journal.Durability.DISK)) {
        assertThat(next.life()).isEqualTo(journal.life() + 1);
        assertThat(next.load())
            .containsExactly(
                new StoredTask(task("open"), 2, null),
                new StoredTask(task("latched"), 0, new Outcome.Proof("{\"proof\":\"0x01\"}")),
                new StoredTask(task("dead"), 0, new Outcome.NoProof(Kind.CRASH, "segfault", true)));
      }
    }
  }

  @Test
  void aFleetThatDiedGoesOnWithItsOpenTasksAndKnowsItsProofs() throws IOException {
    Path image;
    try (var first = engine(Journal.open(file(), Journal.Durability.DISK), List.of())) {
      var accepted = new Hearing();
      first.submit(task("waits"), accepted);
      accepted.accepted.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
      first.join(link(new Step.Answer("{\"by\":1}")));
      var proven = new Hearing();
      first.submit(task("proven"), proven);
      assertThat(proven.awaitProof()).isEqualTo("{\"by\":1}");
      assertThat(accepted.awaitProof()).isEqualTo("{\"by\":1}");
      var stays = new Hearing();
      first.leave("worker", "switched off");
      first.submit(task("stays"), stays);
      stays.accepted.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
      image = crashImage();
    }

    try (var next = engine(Journal.open(image, Journal.Durability.DISK), List.of())) {
      next.join(link(new Step.Answer("{\"by\":2}")));
      var proven = new Hearing();
      var stays = new Hearing();
      next.submit(task("proven"), proven);
      next.submit(task("stays"), stays);

      assertThat(proven.awaitProof()).isEqualTo("{\"by\":1}");
      assertThat(stays.awaitProof()).isEqualTo("{\"by\":2}");
    }
  }

  @Test
  void aClosedFleetTellsWhoWaitsAndKeepsTheTask() {
    var waits = new Hearing();
    try (var first = engine(Journal.open(file(), Journal.Durability.DISK), List.of())) {
      first.submit(task("t"), waits);
    }
    assertThat(waits.end.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join()).isEqualTo("CANCELLED");

    try (var next = Journal.open(file(), Journal.Durability.DISK)) {
      assertThat(next.load()).containsExactly(new StoredTask(task("t"), 0, null));
    }
  }

  private static ProverLink link(Step... steps) {
    return new ProverLink("worker", new FakeProver("sponge", 1, job -> List.of(steps)));
  }

  private static FleetEngine engine(Journal journal, List<ProverLink> links) {
    var engine = new FleetEngine("test", FleetSettings.DEFAULTS, journal, (task, output) -> true);
    links.forEach(engine::join);
    return engine;
  }

  private static final class Hearing implements FleetListener {
    final CompletableFuture<Boolean> accepted = new CompletableFuture<>();
    final CompletableFuture<String> end = new CompletableFuture<>();

    @Override
    public void onAccepted() {
      accepted.complete(true);
    }

    @Override
    public void onProof(String outputJson) {
      end.complete(outputJson);
    }

    @Override
    public void onNoProof(JobFailure.Kind kind, String detail, boolean dead) {
      end.complete(kind.name());
    }

    String awaitProof() {
      return end.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
    }
  }
}
