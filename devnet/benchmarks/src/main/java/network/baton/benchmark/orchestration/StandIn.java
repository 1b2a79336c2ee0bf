package network.baton.benchmark.orchestration;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import network.baton.prover.fleet.FleetTask;
import network.baton.prover.fleet.Journal;
import network.baton.prover.fleet.JournalRecord;

/**
 * A plain dispatcher and collector on JetStream, of the kind that push0's public demo describes:
 * one stream with file storage, dispatchers that share a durable pull consumer, one message at a
 * time through the executor, the result published before the acknowledgement, a collector behind a
 * durable consumer. No order, no journal, no inventory. With {@code durable} the submitter and the
 * collector each write to the disk what ours writes, and wait for it.
 */
record StandIn(Path folder, String url, boolean durable) implements Subject.Kind {
  private static final Duration CONNECT_FOR = Duration.ofSeconds(30);
  private static final Duration ACK_WAIT = Duration.ofSeconds(30);
  private static final Duration PULL_WAIT = Duration.ofSeconds(1);

  @Override
  public String name() {
    return durable ? "stand-in, our durability" : "stand-in";
  }

  @Override
  public Subject open(int workers, Executor executor) throws IOException, InterruptedException {
    String name = "standin" + System.nanoTime();
    Optional<Journal> journal =
        durable
            ? Optional.of(Journal.open(folder.resolve(name + ".db"), Journal.Durability.DISK))
            : Optional.empty();
    var running = new Running(name, connect(url), executor, journal, new Board());
    try {
      running.begin(workers);
    } catch (JetStreamApiException refused) {
      throw new IOException(refused);
    }
    return running;
  }

  /** Patient: other programs may have the processors for seconds. */
  private static Connection connect(String url) throws IOException, InterruptedException {
    return Nats.connect(
        Options.builder()
            .server(url)
            .connectionTimeout(CONNECT_FOR)
            .errorListener(new ErrorListener() {})
            .build());
  }

  private static final class Running implements Subject {
    private final String name;
    private final Connection connection;
    private final Executor executor;
    private final Optional<Journal> journal;
    private final Board board;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Thread> dispatchers = new ArrayList<>();
    private volatile boolean closed;

    Running(
        String name,
        Connection connection,
        Executor executor,
        Optional<Journal> journal,
        Board board) {
      this.name = name;
      this.connection = connection;
      this.executor = executor;
      this.journal = journal;
      this.board = board;
    }

    void begin(int workers) throws IOException, JetStreamApiException, InterruptedException {
      connection
          .jetStreamManagement()
          .addStream(
              StreamConfiguration.builder()
                  .name(name)
                  .subjects(name + ".>")
                  .storageType(StorageType.File)
                  .build());
      connection
          .jetStreamManagement()
          .addOrUpdateConsumer(
              name,
              ConsumerConfiguration.builder()
                  .durable("dispatchers")
                  .filterSubject(name + ".in")
                  .ackPolicy(AckPolicy.Explicit)
                  .ackWait(ACK_WAIT)
                  .build());
      collect();
      for (int i = 0; i < workers; i++) {
        Connection own = connect(String.valueOf(connection.getConnectedUrl()));
        connections.add(own);
        JetStream stream = own.jetStream();
        JetStreamSubscription in =
            stream.subscribe(name + ".in", PullSubscribeOptions.bind(name, "dispatchers"));
        Thread thread = Thread.ofPlatform().daemon(true).unstarted(() -> dispatch(stream, in));
        dispatchers.add(thread);
        thread.start();
      }
    }

    private void collect() throws IOException, JetStreamApiException {
      connection
          .jetStream()
          .subscribe(
              name + ".out",
              connection.createDispatcher(),
              this::collected,
              false,
              PushSubscribeOptions.builder().stream(name)
                  .configuration(ConsumerConfiguration.builder().durable("collector").build())
                  .build());
    }

    private void collected(Message message) {
      String id = text(message);
      Runnable out =
          () -> {
            board.out(id);
            message.ack();
          };
      journal.ifPresentOrElse(
          to -> to.append(List.of(new JournalRecord.Latched(id, FleetTasks.ANSWER)), List.of(out)),
          out);
    }

    private void dispatch(JetStream stream, JetStreamSubscription in) {
      while (!closed) {
        try {
          for (Message message : in.fetch(1, PULL_WAIT)) {
            var done = new CountDownLatch(1);
            executor.run(board.find(text(message)).orElseThrow(), done::countDown);
            done.await();
            stream.publish(name + ".out", message.getData());
            message.ack();
          }
        } catch (InterruptedException stop) {
          return;
        } catch (IOException | JetStreamApiException | IllegalStateException gone) {
          if (!closed) {
            throw new IllegalStateException(gone);
          }
        }
      }
    }

    private static String text(Message message) {
      return FleetTasks.idIn(new String(message.getData(), StandardCharsets.UTF_8));
    }

    @Override
    public void submit(Stamps task) {
      board.put(task);
      byte[] input = FleetTasks.input(task.id).getBytes(StandardCharsets.UTF_8);
      Runnable publish = () -> publish(input);
      journal.ifPresentOrElse(
          to -> to.append(List.of(new JournalRecord.Submitted(record(task))), List.of(publish)),
          publish);
    }

    private static FleetTask record(Stamps task) {
      return new FleetTask(
          task.id,
          FleetTasks.TYPE,
          FleetTasks.input(task.id),
          1,
          1,
          Long.MAX_VALUE,
          Long.MAX_VALUE);
    }

    private void publish(byte[] input) {
      try {
        var _ = connection.jetStream().publishAsync(name + ".in", input);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void forget(Stamps task) {
      board.forget(task);
    }

    @Override
    public void close() {
      closed = true;
      try {
        for (Thread thread : dispatchers) {
          thread.interrupt();
          thread.join();
        }
        for (Connection own : connections) {
          own.close();
        }
        connection.jetStreamManagement().deleteStream(name);
        connection.close();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      } catch (IOException | JetStreamApiException e) {
        throw new IllegalStateException(e);
      }
      journal.ifPresent(Journal::close);
    }
  }
}
