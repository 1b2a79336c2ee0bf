package network.baton.libp2p.reach;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import network.baton.libp2p.Connection;
import network.baton.libp2p.Counters;
import network.baton.libp2p.IpRange;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.MultiaddrProtocol;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Stream;
import network.baton.libp2p.host.TcpHost;
import network.baton.libp2p.pb.DialBack;
import network.baton.libp2p.pb.DialBackResponse;
import network.baton.libp2p.pb.DialRequest;
import network.baton.libp2p.pb.DialResponse;
import network.baton.libp2p.pb.DialStatus;
import network.baton.libp2p.pb.NatMessage;
import network.baton.libp2p.pb.ResponseStatus;
import network.baton.libp2p.protocol.DelimitedReader;
import network.baton.libp2p.protocol.RequestLimits;
import network.baton.libp2p.protocol.RequestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Both sides of the dial-back check of a host: asks peers to dial the addresses that it tells
 * others, and dials peers that ask. Thread-safe.
 */
public final class Reach implements ProtocolBinding, AutoCloseable {
  static final String DIAL_REQUEST = "/libp2p/autonat/2/dial-request";
  static final String DIAL_BACK = "/libp2p/autonat/2/dial-back";

  /** N-76, N-77: of requests, of nonces; the asker waits a little longer than a server works. */
  static final RequestLimits LIMITS = new RequestLimits(4_096, 4_096, 2, 16, 12, 20_000);

  private static final long ANSWER_MS = 22_000;
  private static final int DIAL_BACK_BYTES_MAX = 64;

  private final TcpHost host;
  private final boolean privateToo;
  private final Consumer<AddressReach> onChange;
  private final LongSupplier nowMs;
  private final Counters counters = new Counters();
  private final RequestResponse requests;
  private final DialBackServer server;
  private final SecureRandom random = new SecureRandom();
  private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
  private final Reachability core;

  /** A question whose nonce has not come back. {@code before}: connections older than it. */
  private record Waiting(Set<Connection> before, CompletableFuture<Void> came) {}

  /**
   * Must be made before the host's first connection.
   *
   * @param privateToo whether addresses that the internet does not reach are asked about and
   *     dialled
   * @param onChange hears when two peers agree on something new; on any thread, must not block
   * @param nowMs any clock that does not go back
   */
  public Reach(
      TcpHost host, boolean privateToo, Consumer<AddressReach> onChange, LongSupplier nowMs) {
    this.host = host;
    this.privateToo = privateToo;
    this.onChange = onChange;
    this.nowMs = nowMs;
    requests = new RequestResponse(host, LIMITS);
    core = new Reachability(random);
    server =
        new DialBackServer(
            host, requests, new DialBackRules(privateToo), counters, System::nanoTime);
    host.handle(this);
  }

  @Override
  public List<String> protocols() {
    return List.of(DIAL_BACK);
  }

  @Override
  public int inboundStreamsMax() {
    return 2;
  }

  /** Asks whom it is time to ask; to be called every few seconds. Looks up names, so may block. */
  public void round() {
    // A full node turns even its helpers away, and would hear that nobody gets through.
    if (host.isCrowded()) {
      return;
    }
    List<Reachability.Question> questions;
    synchronized (core) {
      questions = core.tick(told(), askable(), nowMs.getAsLong());
    }
    questions.forEach(this::ask);
  }

  /** What is known of each address that is told; empty if none is. */
  public List<AddressReach> states() {
    synchronized (core) {
      return core.states();
    }
  }

  /** Counts of dials and refusals by name. */
  public Map<String, Long> counters() {
    return counters.snapshot();
  }

  private List<Multiaddr> told() {
    return host.announced().stream()
        .filter(address -> address.tcpAddress().isPresent())
        .filter(
            address ->
                privateToo
                    || address
                        .tcpLiteral()
                        .map(socket -> IpRange.isPublic(socket.getAddress()))
                        .orElse(true))
        .toList();
  }

  private List<Reachability.Asked> askable() {
    return host.connections().stream()
        .filter(
            connection ->
                host.info(connection.remotePeer())
                    .map(info -> info.protocols().contains(DIAL_REQUEST))
                    .orElse(false))
        .map(
            connection ->
                new Reachability.Asked(
                    connection.remotePeer(), place(connection), connection.outbound()))
        .toList();
  }

  /** Peers of one machine are one place; those of a private network are told apart by their id. */
  private static String place(Connection connection) {
    return connection
        .remoteAddress()
        .tcpLiteral()
        .map(InetSocketAddress::getAddress)
        .filter(IpRange::isPublic)
        .map(ip -> IpRange.place(ip).getHostAddress())
        .orElseGet(() -> connection.remotePeer().toText());
  }

  private void ask(Reachability.Question question) {
    Optional<Multiaddr> dialled = resolved(question.address());
    if (dialled.isEmpty()) {
      counters.add("dial-back.unknown-name", 1);
      answered(question, Reachability.Answer.NONE);
      return;
    }
    long nonce = random.nextLong();
    Waiting entry = new Waiting(Set.copyOf(host.connections()), new CompletableFuture<>());
    waiting.put(nonce, entry);
    counters.add("dial-back.asked", 1);
    byte[] request =
        NatMessage.newBuilder()
            .setDialRequest(
                DialRequest.newBuilder()
                    .addAddrs(ByteString.copyFrom(dialled.get().toBytes()))
                    .setNonce(nonce))
            .build()
            .toByteArray();
    var _ =
        requests
            .request(question.asked().peer(), DIAL_REQUEST, request, ANSWER_MS)
            .whenComplete(
                (answer, failure) -> {
                  waiting.remove(nonce);
                  answered(question, judge(answer, failure, entry.came().isDone()));
                });
  }

  /**
   * N-79: a nonce that came back is the proof, whatever the answer says; without it "reached" is
   * only a word.
   */
  private Reachability.Answer judge(byte[] answer, @Nullable Throwable failure, boolean came) {
    if (came) {
      return Reachability.Answer.REACHED;
    }
    if (failure != null) {
      return Reachability.Answer.NONE;
    }
    try {
      DialResponse response = NatMessage.parseFrom(answer).getDialResponse();
      if (response.getStatus() == ResponseStatus.RESPONSE_OK && response.getAddrIdx() == 0) {
        if (response.getDialStatus() == DialStatus.E_DIAL_ERROR) {
          return Reachability.Answer.NOT_REACHED;
        }
        if (response.getDialStatus() == DialStatus.DIAL_OK) {
          counters.add("dial-back.unproved", 1);
        }
      } else if (response.getStatus() == ResponseStatus.E_DIAL_REFUSED) {
        counters.add("dial-back.other-address", 1);
      }
    } catch (InvalidProtocolBufferException e) {
      counters.add("dial-back.unreadable", 1);
    }
    return Reachability.Answer.NONE;
  }

  private void answered(Reachability.Question question, Reachability.Answer answer) {
    Optional<AddressReach> changed;
    synchronized (core) {
      changed = core.answered(question, answer, nowMs.getAsLong());
    }
    changed.ifPresent(onChange);
  }

  /** Somebody dialled: only an awaited nonce counts, on a connection that is newer than it. */
  @Override
  public void onStream(Stream stream) {
    stream.read(
        new DelimitedReader(
            DIAL_BACK_BYTES_MAX, message -> hear(stream, message), () -> {}, () -> {}));
  }

  private void hear(Stream stream, byte[] message) {
    Waiting entry = null;
    try {
      entry = waiting.get(DialBack.parseFrom(message).getNonce());
    } catch (InvalidProtocolBufferException e) {
      counters.add("dial-back.unreadable", 1);
    }
    Connection connection = stream.connection();
    if (entry == null || connection.outbound() || entry.before().contains(connection)) {
      counters.add("dial-back.unasked", 1);
      stream.reset();
      return;
    }
    entry.came().complete(null);
    var _ =
        stream.write(
            DelimitedReader.delimited(DialBackResponse.getDefaultInstance().toByteArray()));
    stream.closeWrite();
  }

  /** An own name is looked up here: nobody looks names up for others. */
  private Optional<Multiaddr> resolved(Multiaddr address) {
    if (address.tcpLiteral().isPresent()) {
      return Optional.of(address.withoutPeer());
    }
    InetSocketAddress named = address.tcpAddress().orElseThrow();
    MultiaddrProtocol kind = address.components().getFirst().protocol();
    try {
      return Arrays.stream(InetAddress.getAllByName(named.getHostString()))
          .filter(ip -> privateToo || IpRange.isPublic(ip))
          .filter(ip -> kind != MultiaddrProtocol.DNS4 || ip.getAddress().length == 4)
          .filter(ip -> kind != MultiaddrProtocol.DNS6 || ip.getAddress().length == 16)
          .findFirst()
          .map(ip -> Multiaddr.tcp(new InetSocketAddress(ip, named.getPort())));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    server.close();
    requests.close();
  }
}
