package network.baton.prover.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Dispatcher;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to NATS that comes back by itself, and what a fleet needs of JetStream. What is
 * subscribed is subscribed again after each loss, until the server has it.
 */
final class Bus implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(3);
  private static final Duration CONNECT_FOR = Duration.ofSeconds(20);
  private static final Duration RECONNECT_WAIT = Duration.ofMillis(200);
  private static final Duration WORK_KEPT = Duration.ofMinutes(10);
  private static final long MESSAGES_MAX = 100_000;
  private static final Duration DEAD_KEPT = Duration.ofDays(14);
  private static final int STREAM_MISSING = 404;
  private static final Duration AGAIN_WAIT = Duration.ofMillis(250);
  private final String name;
  private final String url;
  private final Owner owner;
  private final Object returning = new Object();

  /** Connections that were given up and may still be heard. */
  private final Set<Connection> left = ConcurrentHashMap.newKeySet();

  private volatile Link link;
  private volatile boolean closed;

  /** Whose the connection is. */
  interface Owner {
    /** Nothing can be sent or heard until {@link #returned}. */
    void lost();

    /** Makes all subscriptions, on the connection of now; called again after each loss. */
    void subscribe() throws IOException, JetStreamApiException;

    void returned();
  }

  private record Link(Connection connection, JetStream stream, JetStreamManagement management) {
    static Link of(Connection connection) throws IOException {
      return new Link(
          connection,
          connection.jetStream(),
          connection.jetStreamManagement(
              JetStreamOptions.builder().requestTimeout(ANSWER_WAIT).build()));
    }
  }

  private Bus(String url, String name, Owner owner) throws IOException {
    this.name = name;
    this.owner = owner;
    this.url = url;
    this.link = Link.of(connect());
  }

  /** Of one connection: a connection ends the threads of its options with itself. */
  private Options options() {
    return Options.builder()
        .server(url)
        .connectionName(name)
        .connectionTimeout(PATIENCE)
        .maxReconnects(-1)
        .reconnectWait(RECONNECT_WAIT)
        .reconnectJitter(RECONNECT_WAIT)
        .connectionListener(this::heard)
        .errorListener(new QuietErrors())
        .build();
  }

  private void heard(Connection from, ConnectionListener.Events event) {
    if (left.contains(from)) {
      if (event == ConnectionListener.Events.CLOSED) {
        left.remove(from);
      }
    } else if (event == ConnectionListener.Events.DISCONNECTED) {
      owner.lost();
    } else if (event == ConnectionListener.Events.RECONNECTED) {
      Thread.ofPlatform().name(name + "-again").daemon(true).start(this::comeBack);
    }
  }

  /** Has everything subscribed again, on a new connection where this one gives no answer. */
  private void comeBack() {
    synchronized (returning) {
      while (!closed && connected()) {
        try {
          owner.subscribe();
          owner.returned();
          return;
        } catch (JetStreamApiException | IllegalArgumentException refused) {
          LOG.warn("{} cannot subscribe again yet: {}", name, refused.getMessage());
        } catch (IOException | IllegalStateException | RejectedExecutionException silent) {
          LOG.warn("{} gets no answer and connects anew: {}", name, silent.getMessage());
          connectAnew();
        }
        pause();
      }
    }
  }

  /**
   * For a server that seems to be there and does not answer: a client (jnats 2.25.1) that comes
   * back from a server's loss has now and then a writer that waits for the reconnection for ever.
   */
  private void connectAnew() {
    Connection old = link.connection();
    left.add(old);
    Thread.ofPlatform().name(name + "-left").daemon(true).start(() -> close(old));
    while (!closed) {
      try {
        link = Link.of(connect());
        if (closed) {
          close(link.connection());
        }
        return;
      } catch (IOException notYet) {
        LOG.warn("{} cannot connect anew yet: {}", name, notYet.getMessage());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(AGAIN_WAIT);
    } catch (InterruptedException stop) {
      throw new IllegalStateException("nobody interrupts this thread", stop);
    }
  }

  /**
   * Tries for {@code CONNECT_FOR}, then gives up; later losses of the connection are waited out.
   */
  static Bus connect(String url, String name, Owner owner) throws IOException {
    return new Bus(url, name, owner);
  }

  private Connection connect() throws IOException {
    long end = System.nanoTime() + CONNECT_FOR.toNanos();
    while (true) {
      try {
        try {
          return Nats.connect(options());
        } catch (IOException notYet) {
          if (System.nanoTime() >= end) {
            throw notYet;
          }
          Thread.sleep(RECONNECT_WAIT);
        }
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while connecting", stop);
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
      link.management().getStreamInfo(name);
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
    link.management().addStream(stream.build());
  }

  /**
   * A dispatcher of the connection of now.
   *
   * @param old what it replaces
   */
  Dispatcher newDispatcher(@Nullable Dispatcher old) {
    Connection now = link.connection();
    if (old != null) {
      try {
        now.closeDispatcher(old);
      } catch (IllegalArgumentException | IllegalStateException ofAnother) {
        LOG.debug("{}: a dispatcher went with its connection", name);
      }
    }
    return now.createDispatcher();
  }

  /** Says that a message need not come again; one of a connection that is no more comes again. */
  void ack(Message message) {
    try {
      message.ack();
    } catch (IllegalStateException gone) {
      LOG.debug("{}: a message will come again: {}", name, gone.getMessage());
    }
  }

  void inProgress(Message message) {
    try {
      message.inProgress();
    } catch (IllegalStateException gone) {
      LOG.debug("{}: a message will come again: {}", name, gone.getMessage());
    }
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
    link.stream()
        .subscribe(
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
    link.management().purgeStream(streamName, io.nats.client.PurgeOptions.subject(subject));
  }

  void deleteConsumer(String streamName, String durable) throws IOException, JetStreamApiException {
    link.management().deleteConsumer(streamName, durable);
  }

  JetStream stream() {
    return link.stream();
  }

  Connection connection() {
    return link.connection();
  }

  boolean connected() {
    return link.connection().getStatus() == Connection.Status.CONNECTED;
  }

  @Override
  public void close() {
    closed = true;
    close(link.connection());
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
