package network.baton.prover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetListener;
import network.baton.prover.fleet.FleetProver;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.FleetTask;
import network.baton.prover.fleet.Journal;
import network.baton.prover.nats.FleetSubjects;
import network.baton.prover.nats.NatsFleet;
import network.baton.prover.nats.NatsServer;
import network.baton.prover.nats.NatsWorker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A fleet on a real NATS server keeps the promises of one prover, and more. */
@Tag("process")
class NatsFleetContractTest extends ProverContractTest {
  private static final NatsServer SERVER = server();
  private static int fleets;

  /** Made while the superclass is, so not a field of the instance. */
  private static final List<NatsWorker> WORKERS = new ArrayList<>();

  private static NatsServer server() {
    try {
      return NatsServer.start(ScriptedProcess.newWorkDir());
    } catch (IOException e) {
      throw new UncheckedIOException("is nats-server installed?", e);
    }
  }

  /** The server dies, its store with it, and a new one comes up. */
  private static void loseStoreAndStartAgain() {
    SERVER.close();
    try (Stream<Path> files = Files.walk(SERVER.store())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
      SERVER.startAgain();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stopServer() {
    SERVER.close();
  }

  @Override
  @AfterEach
  void close() {
    super.close();
    WORKERS.forEach(NatsWorker::close);
    WORKERS.clear();
  }

  private record Opened(FleetEngine engine, NatsFleet fleet, FleetSubjects names) {}

  private static Opened fleet() {
    var names = new FleetSubjects("test-" + ++fleets);
    var engine =
        new FleetEngine("test", FleetSettings.DEFAULTS, Journal.inMemory(), (task, out) -> true);
    try {
      return new Opened(engine, NatsFleet.open(SERVER.url(), names, engine), names);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NatsWorker worker(FleetSubjects names, String id, Prover prover) {
    try {
      var worker = NatsWorker.open(SERVER.url(), names, id, prover);
      WORKERS.add(worker);
      return worker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  Prover open(int parallel) {
    Opened opened = fleet();
    worker(opened.names(), "w", new FakeProver(Steps.TYPE, parallel, FakeProverTest::script));
    FleetProver prover = opened.fleet().prover();
    awaitReady(prover);
    return prover;
  }

  private static void awaitReady(FleetProver prover) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordingListener.PATIENCE_S);
    while (!prover.health().ready() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(prover.health().ready()).isTrue();
  }

  private static FleetTask task(FleetEngine engine, String id, String... steps) {
    long now = engine.nowMs();
    String input = "{\"steps\": [" + String.join(", ", steps) + "]}";
    return new FleetTask(id, Steps.TYPE, input, 1, now, now + 60_000, now + 60_000);
  }

  @Test
  void aJobThatTheServerForgotIsOfferedAgain() {
    Opened opened = fleet();
    try (NatsFleet fleet = opened.fleet()) {
      assertThat(fleet.prover().health().ready()).isFalse(); // no workers yet
      var waiting = new Ends();
      opened.engine().submit(task(opened.engine(), "t", Steps.ANSWER), waiting);
      // Nobody is there yet: the task is in the journal only. A worker that dies with its job:
      NatsWorker first =
          worker(opened.names(), "first", new FakeProver(Steps.TYPE, 1, job -> List.of()));
      Ends.awaitWorker(opened.engine(), 1);
      first.close();
      loseStoreAndStartAgain();
      worker(opened.names(), "second", new FakeProver(Steps.TYPE, 1, FakeProverTest::script));

      assertThat(waiting.awaitEnd()).isEqualTo("{\"proof\":\"0x00\"}");
    }
  }

  @Test
  void anEndThatTheServerCouldNotTakeIsToldWhenItIsBack() {
    Opened opened = fleet();
    try (NatsFleet fleet = opened.fleet()) {
      assertThat(fleet.prover().health().ready()).isFalse(); // no workers yet
      var release = new CompletableFuture<Boolean>();
      var told = new CompletableFuture<Boolean>();
      worker(
          opened.names(),
          "w",
          new FakeProver(
              Steps.TYPE,
              1,
              job -> {
                told.complete(true);
                release.orTimeout(RecordingListener.PATIENCE_S, TimeUnit.SECONDS).join();
                return FakeProverTest.script(job);
              }));
      var waiting = new Ends();
      opened.engine().submit(task(opened.engine(), "t", Steps.ANSWER), waiting);
      told.orTimeout(RecordingListener.PATIENCE_S, TimeUnit.SECONDS).join();

      loseStoreAndStartAgain();
      release.complete(true);

      assertThat(waiting.awaitEnd()).isEqualTo("{\"proof\":\"0x00\"}");
      assertThat(waiting.ends).isEqualTo(1);
    }
  }

  private static final class Ends implements FleetListener {
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private volatile int ends;

    @Override
    public void onProof(String outputJson) {
      ended(outputJson);
    }

    @Override
    public void onNoProof(JobFailure.Kind kind, String detail, boolean dead) {
      ended(kind + ": " + detail);
    }

    private synchronized void ended(String what) {
      ends++;
      end.complete(what);
    }

    String awaitEnd() {
      return end.orTimeout(RecordingListener.PATIENCE_S, TimeUnit.SECONDS).join();
    }

    /** Waits until the only task is with a worker. */
    static void awaitWorker(FleetEngine engine, int workers) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordingListener.PATIENCE_S);
      while (System.nanoTime() < end) {
        var view = engine.view().join();
        if (view.workers().size() >= workers && view.waitingTasks() == 0) {
          return;
        }
        Thread.onSpinWait();
      }
      throw new AssertionError("the task was not given to a worker");
    }
  }
}
