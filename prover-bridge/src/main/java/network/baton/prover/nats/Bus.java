package network.baton.prover.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Dispatcher;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.MessageHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;

/** A connection to NATS that comes back by itself, and what a fleet needs of JetStream. */
final class Bus implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(3);
  private static final Duration CONNECT_FOR = Duration.ofSeconds(20);
  private static final Duration RECONNECT_WAIT = Duration.ofMillis(200);
  private static final Duration WORK_KEPT = Duration.ofMinutes(10);
  private static final long MESSAGES_MAX = 100_000;
  private static final Duration DEAD_KEPT = Duration.ofDays(14);
  private static final int STREAM_MISSING = 404;
  private final Connection connection;
  private final JetStream stream;
  private final JetStreamManagement management;

  private Bus(Connection connection) throws IOException {
    this.connection = connection;
    this.stream = connection.jetStream();
    this.management =
        connection.jetStreamManagement(
            JetStreamOptions.builder().requestTimeout(ANSWER_WAIT).build());
  }

  /**
   * Tries for {@code CONNECT_FOR}, then gives up; later losses of the connection are waited out.
   */
  static Bus connect(String url, String name, Runnable onLoss, Runnable onReconnect)
      throws IOException {
    Options options =
        Options.builder()
            .server(url)
            .connectionName(name)
            .connectionTimeout(PATIENCE)
            .maxReconnects(-1)
            .reconnectWait(RECONNECT_WAIT)
            .reconnectJitter(RECONNECT_WAIT)
            .connectionListener(
                (from, event) -> {
                  if (event == ConnectionListener.Events.DISCONNECTED) {
                    onLoss.run();
                  } else if (event == ConnectionListener.Events.RECONNECTED) {
                    Thread.ofPlatform().name(name + "-again").daemon(true).start(onReconnect);
                  }
                })
            .errorListener(new QuietErrors())
            .build();
    try {
      return new Bus(connect(options));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while connecting to " + url, stop);
    }
  }

  private static Connection connect(Options options) throws IOException, InterruptedException {
    long end = System.nanoTime() + CONNECT_FOR.toNanos();
    while (true) {
      try {
        return Nats.connect(options);
      } catch (IOException notYet) {
        if (System.nanoTime() >= end) {
          throw notYet;
        }
        Thread.sleep(RECONNECT_WAIT);
      }
    }
  }

  /**
   * Makes the fleet's streams where they are missing. Jobs and ends go by their age, not with their
   * ack: a queue that runs empty makes the server begin a new file, which costs more than the job.
   */
  void makeStreams(FleetSubjects names) throws IOException, JetStreamApiException {
    make(names.jobsStream(), names.job("*"), WORK_KEPT);
    make(names.endsStream(), names.end("*"), WORK_KEPT);
    make(names.deadStream(), names.dead(), DEAD_KEPT);
  }

  private void make(String name, String subjects, Duration kept)
      throws IOException, JetStreamApiException {
    try {
      management.getStreamInfo(name);
      return;
    } catch (JetStreamApiException missing) {
      if (missing.getErrorCode() != STREAM_MISSING) {
        throw missing;
      }
    }
    var stream =
        StreamConfiguration.builder()
            .name(name)
            .subjects(subjects)
            .storageType(StorageType.File)
            .retentionPolicy(RetentionPolicy.Limits)
            .maxAge(kept)
            .maxMessages(MESSAGES_MAX);
    management.addStream(stream.build());
  }

  /**
   * Leaves the connection for a new one; who listens for reconnections hears of it. For a server
   * that seems to be there and does not answer: a client (jnats 2.25.1) that comes back from a
   * server's loss has now and then a writer that waits for the reconnection for ever.
   *
   * @return whether there will be a reconnection to hear of
   */
  boolean connectAgain() {
    if (!connected()) {
      return true; // it tries already
    }
    try {
      connection.forceReconnect();
      return true;
    } catch (IOException | IllegalStateException e) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Dispatcher newDispatcher() {
    return connection.createDispatcher();
  }

  /** A durable consumer whose messages are acknowledged by the handler. */
  void consume(
      Dispatcher dispatcher,
      String streamName,
      String subject,
      String durable,
      Duration ackWait,
      int unackedMax,
      MessageHandler handler)
      throws IOException, JetStreamApiException {
    stream.subscribe(
        subject,
        dispatcher,
        handler,
        false,
        PushSubscribeOptions.builder().stream(streamName)
            .configuration(
                ConsumerConfiguration.builder()
                    .durable(durable)
                    .filterSubject(subject)
                    .ackWait(ackWait)
                    .maxAckPending(unackedMax)
                    .build())
            .build());
  }

  /** Forgets what is stored under a subject. */
  void purge(String streamName, String subject) throws IOException, JetStreamApiException {
    management.purgeStream(streamName, io.nats.client.PurgeOptions.subject(subject));
  }

  void deleteConsumer(String streamName, String durable) throws IOException, JetStreamApiException {
    management.deleteConsumer(streamName, durable);
  }

  JetStream stream() {
    return stream;
  }

  Connection connection() {
    return connection;
  }

  boolean connected() {
    return connection.getStatus() == Connection.Status.CONNECTED;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
