package network.baton.libp2p.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import network.baton.libp2p.Connection;
import network.baton.libp2p.Counters;
import network.baton.libp2p.Host;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.Stream;
import network.baton.libp2p.pb.Identify;

/**
 * Identify and identify push: tells peers what this host speaks and hears what they speak. Source:
 * libp2p/specs identify.
 */
public final class IdentifyExchange {
  public static final String ID = "/ipfs/id/1.0.0";
  public static final String PUSH = "/ipfs/id/push/1.0.0";

  /** N-60: one message of a remote, and how many a remote may split its answer into. */
  public static final int MESSAGE_BYTES_MAX = 8_192;

  public static final int MESSAGES_MAX = 10;

  /** N-61: pushes that are read, per connection. */
  public static final int PUSHES_PER_MINUTE_MAX = 10;

  private static final int PROTOCOLS_MAX = 128;
  private static final int ADDRESSES_MAX = 32;
  private static final int RECORD_BYTES_MAX = 2_048;
  private static final int TEXT_LENGTH_MAX = 256;

  /** Of the protocol, not of the release; who belongs together is decided by topics and status. */
  private static final String PROTOCOL_VERSION = "baton/1";

  private static final int PUSH_STREAMS_MAX = 2;

  private final Host host;
  private final byte[] publicKey;
  private final String agentVersion;
  private final Supplier<List<String>> protocols;
  private final Supplier<Announcement> announced;
  private final Counters counters;
  private final LongSupplier nanoTime;
  private final BiConsumer<Connection, PeerInfo> onIdentified;
  private final Map<Connection, Known> known = new ConcurrentHashMap<>();

  /** What a connection's remote has told so far; belongs to the connection's event loop. */
  private static final class Known {
    private Identify told = Identify.getDefaultInstance();
    private long minuteStartNs;
    private int pushesInMinute;
  }

  /**
   * {@code publicKey} is the canonical encoding of this host's key; {@code onIdentified} is called
   * on the event loop of the connection.
   */
  public IdentifyExchange(
      Host host,
      byte[] publicKey,
      String agentVersion,
      Supplier<List<String>> protocols,
      Supplier<Announcement> announced,
      Counters counters,
      LongSupplier nanoTime,
      BiConsumer<Connection, PeerInfo> onIdentified) {
    this.host = host;
    this.publicKey = publicKey.clone();
    this.agentVersion = agentVersion;
    this.protocols = protocols;
    this.announced = announced;
    this.counters = counters;
    this.nanoTime = nanoTime;
    this.onIdentified = onIdentified;
  }

  /** The two protocols that it serves. */
  public List<ProtocolBinding> bindings() {
    return List.of(new Served(ID), new Served(PUSH));
  }

  private final class Served implements ProtocolBinding {
    private final String protocol;

    private Served(String protocol) {
      this.protocol = protocol;
    }

    @Override
    public List<String> protocols() {
      return List.of(protocol);
    }

    @Override
    public int inboundStreamsMax() {
      return PUSH_STREAMS_MAX;
    }

    @Override
    public void onStream(Stream stream) {
      if (protocol.equals(ID)) {
        tell(stream);
      } else {
        hearPush(stream);
      }
    }
  }

  /** Asks the remote of a new connection. On its event loop. */
  public void onConnected(Connection connection) {
    known.put(connection, new Known());
    var _ =
        host.newStream(connection.remotePeer(), List.of(ID))
            .thenAccept(
                stream -> {
                  hear(stream);
                  stream.closeWrite();
                });
  }

  public void onDisconnected(Connection connection) {
    known.remove(connection);
  }

  /** Tells all peers again, after a change. */
  public void push() {
    for (Connection connection : host.connections()) {
      var _ = host.newStream(connection.remotePeer(), List.of(PUSH)).thenAccept(this::tell);
    }
  }

  private void tell(Stream stream) {
    var _ = stream.write(DelimitedReader.delimited(own(stream.connection()).toByteArray()));
    stream.closeWrite();
    // The remote has nothing to say on this stream; its end still has to be heard.
    stream.read(new DelimitedReader(0, message -> {}, () -> {}, () -> {}));
  }

  private Identify own(Connection to) {
    Identify.Builder message =
        Identify.newBuilder()
            .setPublicKey(ByteString.copyFrom(publicKey))
            .setProtocolVersion(PROTOCOL_VERSION)
            .setAgentVersion(agentVersion)
            .setObservedAddr(ByteString.copyFrom(to.remoteAddress().toBytes()));
    message.addAllProtocols(protocols.get());
    Announcement announcement = announced.get();
    announcement
        .addresses()
        .forEach(address -> message.addListenAddrs(ByteString.copyFrom(address.toBytes())));
    if (!announcement.signedRecord().isEmpty()) {
      message.setSignedPeerRecord(announcement.signedRecord());
    }
    return message.build();
  }

  private void hearPush(Stream stream) {
    Known state = known.get(stream.connection());
    long now = nanoTime.getAsLong();
    if (state == null) {
      stream.reset();
      return;
    }
    if (now - state.minuteStartNs > TimeUnit.MINUTES.toNanos(1)) {
      state.minuteStartNs = now;
      state.pushesInMinute = 0;
    }
    state.pushesInMinute++;
    if (state.pushesInMinute > PUSHES_PER_MINUTE_MAX) {
      counters.count(Refusal.IDENTIFY_RATE);
      stream.reset();
      return;
    }
    hear(stream);
    stream.closeWrite();
  }

  private void hear(Stream stream) {
    Identify.Builder told = Identify.newBuilder();
    int[] messages = {0};
    stream.read(
        new DelimitedReader(
            MESSAGE_BYTES_MAX,
            message -> {
              messages[0]++;
              if (messages[0] > MESSAGES_MAX) {
                throw new ProtocolViolation(Refusal.IDENTIFY, "too many messages");
              }
              merge(told, message);
            },
            () -> learn(stream.connection(), told.build()),
            () -> {}));
  }

  private static void merge(Identify.Builder told, byte[] message) {
    try {
      told.mergeFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new ProtocolViolation(Refusal.IDENTIFY, "cannot be read");
    }
  }

  private void learn(Connection connection, Identify told) {
    Known state = known.get(connection);
    if (state == null) {
      return;
    }
    if (told.hasPublicKey() && !connection.remotePeer().names(told.getPublicKey().toByteArray())) {
      throw new ProtocolViolation(Refusal.IDENTIFY, "names another key than the connection's");
    }
    // What a push leaves out stays as it was.
    Identify.Builder all = state.told.toBuilder();
    if (told.getProtocolsCount() > 0) {
      all.clearProtocols();
    }
    if (told.getListenAddrsCount() > 0) {
      all.clearListenAddrs();
    }
    all.mergeFrom(told);
    if (all.getSignedPeerRecord().size() > RECORD_BYTES_MAX) {
      all.clearSignedPeerRecord();
    }
    state.told = all.build();
    onIdentified.accept(connection, info(state.told));
  }

  private static PeerInfo info(Identify told) {
    List<byte[]> observed = List.of(told.getObservedAddr().toByteArray());
    return new PeerInfo(
        cut(told.getAgentVersion()),
        cut(told.getProtocolVersion()),
        told.getProtocolsList().stream()
            .filter(protocol -> protocol.length() <= TEXT_LENGTH_MAX)
            .limit(PROTOCOLS_MAX)
            .toList(),
        Multiaddr.readable(
            told.getListenAddrsList().stream().map(ByteString::toByteArray).toList(),
            ADDRESSES_MAX),
        Multiaddr.readable(observed, 1).stream().findFirst().map(Multiaddr::withoutPeer),
        told.getSignedPeerRecord());
  }

  private static String cut(String text) {
    return text.length() <= TEXT_LENGTH_MAX ? text : text.substring(0, TEXT_LENGTH_MAX);
  }
}
