package network.baton.libp2p.reach;

import static network.baton.libp2p.TestHosts.address;
import static network.baton.libp2p.TestHosts.await;
import static network.baton.libp2p.TestHosts.join;
import static network.baton.libp2p.TestHosts.listening;
import static network.baton.libp2p.reach.AddressReach.Verdict.REACHABLE;
import static network.baton.libp2p.reach.AddressReach.Verdict.UNKNOWN;
import static network.baton.libp2p.reach.AddressReach.Verdict.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.TestHosts;
import network.baton.libp2p.host.TcpHost;
import network.baton.libp2p.pb.DialBack;
import network.baton.libp2p.pb.DialRequest;
import network.baton.libp2p.pb.DialResponse;
import network.baton.libp2p.pb.DialStatus;
import network.baton.libp2p.pb.NatMessage;
import network.baton.libp2p.pb.ResponseStatus;
import network.baton.libp2p.protocol.RequestResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real hosts on loopback. */
class ReachTest {
  private final TestHosts hosts = new TestHosts();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<AddressReach> changes = new ArrayList<>();
  private final AtomicLong nowMs = new AtomicLong();

  private final TcpHost asker = hosts.create();
  private final Reach reach = reach(asker, true);

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    hosts.close();
  }

  @Test
  void twoPeersDialAListeningHostBackAndSayThatTheyReachedIt() {
    listening(asker);
    List<TcpHost> helpers = List.of(helper(true), helper(true));
    awaitVerdict(REACHABLE);
    assertThat(changes()).extracting(AddressReach::verdict).containsExactly(REACHABLE);
    assertThat(reach.states().getFirst().reached()).isEqualTo(2);
    assertThat(reach.states().getFirst().address()).isEqualTo(asker.listenAddresses().getFirst());
    await(() -> asker.connections().size() == helpers.size());
    assertThat(reach.counters()).doesNotContainKey("dial-back.unasked");
  }

  @Test
  void anAddressThatNobodyListensOnIsFoundUnreachable() {
    listening(asker);
    int closed = closedPort();
    Multiaddr nowhere = Multiaddr.tcp(new InetSocketAddress(loopback(), closed));
    asker.advertise(List.of(nowhere));
    helper(true);
    helper(true);
    awaitVerdict(UNREACHABLE);
    assertThat(reach.states())
        .containsExactly(
            new AddressReach(nowhere, UNREACHABLE, reach.states().getFirst().decidedMs(), 0, 2, 0));
  }

  @Test
  void onePeerIsNotEnough() {
    listening(asker);
    TcpHost helper = helper(true);
    roundUntil(() -> reach.states().stream().anyMatch(state -> state.reached() == 1));
    reach.round();
    assertThat(reach.states().getFirst().verdict()).isEqualTo(UNKNOWN);
    await(() -> asker.connections().size() == 1);
    assertThat(asker.connections().getFirst().remotePeer()).isEqualTo(helper.peerId());
  }

  @Test
  void peersThatMayNotDialPrivateAddressesRefuse() {
    listening(asker);
    helper(false);
    helper(false);
    roundUntil(() -> reach.states().stream().anyMatch(state -> state.unanswered() == 2));
    assertThat(reach.states().getFirst().verdict()).isEqualTo(UNKNOWN);
    assertThat(reach.counters()).containsEntry("dial-back.other-address", 2L);
  }

  @Test
  void whoSaysReachedWithoutHavingDialledIsNotBelieved() {
    listening(asker);
    liar(dialResponse(DialStatus.DIAL_OK));
    liar(dialResponse(DialStatus.DIAL_OK));
    roundUntil(() -> reach.states().stream().anyMatch(state -> state.unanswered() == 2));
    assertThat(reach.states().getFirst().verdict()).isEqualTo(UNKNOWN);
    assertThat(reach.counters()).containsEntry("dial-back.unproved", 2L);
  }

  @Test
  void aNonceOnAConnectionThatWasThereBeforeProvesNothing() {
    listening(asker);
    TcpHost liar = listening(hosts.create());
    RequestResponse serving = requests(liar);
    serving.serve(
        Reach.DIAL_REQUEST,
        (peer, request) -> {
          byte[] back =
              DialBack.newBuilder()
                  .setNonce(nat(request).getDialRequest().getNonce())
                  .build()
                  .toByteArray();
          // Sent on the connection that the question came on.
          return serving
              .request(peer, Reach.DIAL_BACK, back, 20_000)
              .handle((answer, failure) -> dialResponse(DialStatus.DIAL_OK));
        });
    join(liar.connect(address(asker)));
    roundUntil(() -> reach.states().stream().anyMatch(state -> state.unanswered() == 1));
    assertThat(reach.counters())
        .containsEntry("dial-back.unasked", 1L)
        .containsEntry("dial-back.unproved", 1L);
  }

  @Test
  void aStrangersNonceIsNotTaken() {
    listening(asker);
    TcpHost stranger = hosts.create();
    join(stranger.connect(address(asker)));
    byte[] back = DialBack.newBuilder().setNonce(5).build().toByteArray();
    assertThat(requests(stranger).request(asker.peerId(), Reach.DIAL_BACK, back, 20_000))
        .failsWithin(Duration.ofSeconds(60));
    assertThat(reach.counters()).containsEntry("dial-back.unasked", 1L);
  }

  @Test
  void aVictimIsNotDialledForAnybody() throws IOException {
    listening(asker);
    TcpHost attacker = hosts.create();
    join(attacker.connect(address(asker)));
    try (ServerSocket victim = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.2"));
        ServerSocket own = new ServerSocket(0, 5, loopback())) {
      String port = "/tcp/" + victim.getLocalPort();
      assertThat(
              ask(attacker, "/ip4/127.0.0.2" + port, "/dns4/localhost" + port, "/ip6/::1" + port))
          .isEqualTo(DialResponse.newBuilder().setStatus(ResponseStatus.E_DIAL_REFUSED).build());
      // An own address behind it is dialled, and only that one.
      CompletableFuture<Void> came = CompletableFuture.runAsync(() -> hangUp(own));
      DialResponse mixed =
          ask(attacker, "/ip4/127.0.0.2" + port, "/ip4/127.0.0.1/tcp/" + own.getLocalPort());
      assertThat(mixed.getAddrIdx()).isEqualTo(1);
      assertThat(mixed.getDialStatus()).isEqualTo(DialStatus.E_DIAL_ERROR);
      join(came);
      victim.setSoTimeout(1);
      assertThat(arrived(victim)).isFalse();
    }
    assertThat(reach.counters())
        .containsEntry("refused.dial-back-address", 1L)
        .containsEntry("dial-back.dials", 1L);
  }

  @Test
  void aPeerCannotHaveItselfDialledEndlessly() {
    listening(asker);
    TcpHost attacker = listening(hosts.create());
    join(attacker.connect(address(asker)));
    String own = attacker.listenAddresses().getFirst().toText();
    int dialled = 0;
    for (int i = 0; i < 2 * DialBackRules.OF_PLACE_PER_MINUTE_MAX; i++) {
      if (ask(attacker, own).getStatus() == ResponseStatus.RESPONSE_OK) {
        dialled++;
      }
    }
    assertThat(dialled).isBetween(1, DialBackRules.OF_PLACE_PER_MINUTE_MAX);
    assertThat(reach.counters()).containsEntry("dial-back.dials", (long) dialled);
    assertThat(reach.counters().get(Refusal.DIAL_BACK_RATE.counterName())).isPositive();
    await(() -> attacker.connections().size() == 1); // nothing is left of the dials
  }

  @Test
  void messagesAreThoseOfTheSpecification() {
    NatMessage request =
        NatMessage.newBuilder()
            .setDialRequest(
                DialRequest.newBuilder()
                    .addAddrs(
                        ByteString.copyFrom(Multiaddr.fromText("/ip4/1.2.3.4/tcp/4001").toBytes()))
                    .setNonce(0x0102030405060708L))
            .build();
    // Field 1 {field 1: address, field 2: fixed64}, field 2 {status 200, index 1, dial status 100}.
    assertThat(HexFormat.of().formatHex(request.toByteArray()))
        .isEqualTo("0a13" + "0a08" + "0401020304060fa1" + "11" + "0807060504030201");
    DialResponse response =
        DialResponse.newBuilder()
            .setStatus(ResponseStatus.RESPONSE_OK)
            .setAddrIdx(1)
            .setDialStatus(DialStatus.E_DIAL_ERROR)
            .build();
    assertThat(
            HexFormat.of()
                .formatHex(NatMessage.newBuilder().setDialResponse(response).build().toByteArray()))
        .isEqualTo("1207" + "08c801" + "1001" + "1864");
    assertThat(HexFormat.of().formatHex(DialBack.newBuilder().setNonce(1).build().toByteArray()))
        .isEqualTo("090100000000000000");
  }

  /** A peer that dials back, connected to the asker and known to speak the protocol. */
  private TcpHost helper(boolean privateToo) {
    TcpHost helper = hosts.create();
    var _ = reach(helper, privateToo);
    return connected(helper);
  }

  private void liar(byte[] answer) {
    TcpHost liar = hosts.create();
    requests(liar)
        .serve(Reach.DIAL_REQUEST, (peer, request) -> CompletableFuture.completedFuture(answer));
    var _ = connected(liar);
  }

  private TcpHost connected(TcpHost helper) {
    listening(helper);
    join(asker.connect(address(helper)));
    await(
        () ->
            asker
                .info(helper.peerId())
                .map(info -> info.protocols().contains(Reach.DIAL_REQUEST))
                .orElse(false));
    return helper;
  }

  private Reach reach(TcpHost host, boolean privateToo) {
    Reach made =
        new Reach(
            host,
            privateToo,
            change -> {
              synchronized (changes) {
                changes.add(change);
              }
            },
            nowMs::get);
    open.add(made);
    return made;
  }

  private List<AddressReach> changes() {
    synchronized (changes) {
      return List.copyOf(changes);
    }
  }

  private RequestResponse requests(TcpHost host) {
    RequestResponse made = new RequestResponse(host, Reach.LIMITS);
    open.add(made);
    return made;
  }

  private void awaitVerdict(AddressReach.Verdict verdict) {
    roundUntil(() -> reach.states().stream().anyMatch(state -> state.verdict() == verdict));
  }

  private void roundUntil(BooleanSupplier condition) {
    await(
        () -> {
          reach.round();
          return condition.getAsBoolean();
        });
  }

  private DialResponse ask(TcpHost from, String... addresses) {
    DialRequest.Builder request = DialRequest.newBuilder().setNonce(9);
    for (String address : addresses) {
      request.addAddrs(ByteString.copyFrom(Multiaddr.fromText(address).toBytes()));
    }
    byte[] bytes = NatMessage.newBuilder().setDialRequest(request).build().toByteArray();
    try (RequestResponse asking = new RequestResponse(from, Reach.LIMITS)) {
      return nat(join(asking.request(asker.peerId(), Reach.DIAL_REQUEST, bytes, 30_000)))
          .getDialResponse();
    }
  }

  private static NatMessage nat(byte[] bytes) {
    try {
      return NatMessage.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] dialResponse(DialStatus status) {
    return NatMessage.newBuilder()
        .setDialResponse(
            DialResponse.newBuilder().setStatus(ResponseStatus.RESPONSE_OK).setDialStatus(status))
        .build()
        .toByteArray();
  }

  private static void hangUp(ServerSocket socket) {
    try {
      socket.accept().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean arrived(ServerSocket socket) throws IOException {
    try {
      socket.accept().close();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private static int closedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }
}
