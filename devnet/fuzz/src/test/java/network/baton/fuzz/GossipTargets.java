package network.baton.fuzz;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import network.baton.libp2p.gossip.AuthorPolicy;
import network.baton.libp2p.gossip.FrameDoor;
import network.baton.libp2p.gossip.GossipEffect;
import network.baton.libp2p.gossip.GossipEvent;
import network.baton.libp2p.gossip.GossipLimits;
import network.baton.libp2p.gossip.GossipMessage;
import network.baton.libp2p.gossip.GossipProtocol;
import network.baton.libp2p.gossip.GossipRouter;
import network.baton.libp2p.gossip.GossipSettings;
import network.baton.libp2p.gossip.MessageId;
import network.baton.libp2p.gossip.Rpc;
import network.baton.libp2p.gossip.RpcDecoder;
import network.baton.libp2p.gossip.RpcEncoder;
import network.baton.libp2p.gossip.ValidationResult;

/** Gossip: frames, the RPCs in them, and what the router makes of them. */
final class GossipTargets {
  private static final int PEERS = GossipProtocol.values().length;
  private static final RpcDecoder DECODER = new RpcDecoder(GossipLimits.DEFAULT);

  private GossipTargets() {}

  static List<Target> all() {
    return List.of(
        Target.of("gossip-frames", 32, 64 << 10, GossipTargets::frames, () -> List.of(frame())),
        Target.of("gossip-rpc", 96, 64 << 10, GossipTargets::rpc, () -> List.of(bare(frame()))),
        Target.of(
            "gossip-router",
            1_024,
            2 << 20,
            GossipTargets::router,
            () -> List.of(frame(), twice(frame()))));
  }

  private static byte[] frame() {
    return RpcEncoder.frames(sample()).getFirst();
  }

  /** Without its length, which takes one byte up to 127. */
  private static byte[] bare(byte[] frame) {
    return Arrays.copyOfRange(frame, frame.length <= 128 ? 1 : 2, frame.length);
  }

  private static byte[] twice(byte[] frame) {
    byte[] twice = Arrays.copyOf(frame, 2 * frame.length);
    System.arraycopy(frame, 0, twice, frame.length, frame.length);
    return twice;
  }

  private static Rpc sample() {
    MessageId id = new MessageId(ByteString.copyFromUtf8("id"));
    return new Rpc(
        List.of(new Rpc.Subscription("t", true)),
        List.of(GossipMessage.unsigned("t", ByteString.copyFromUtf8("hello"))),
        List.of(new Rpc.Have("t", List.of(id))),
        List.of(id),
        List.of("t"),
        List.of(
            new Rpc.Prune(
                "t",
                60,
                List.of(new Rpc.NamedPeer(ByteString.copyFromUtf8("p"), ByteString.EMPTY)))),
        List.of(id),
        true);
  }

  private static void frames(byte[] input) {
    int[] bytes = {0};
    ByteBuf data = Unpooled.wrappedBuffer(input);
    boolean whole = FrameDoor.read(1 << 20, data, frame -> bytes[0] += frame.length);
    Targets.require(bytes[0] <= input.length, "more in frames than came");
    Targets.require(!whole || !data.isReadable(), "bytes are left");
  }

  private static void rpc(byte[] input) {
    if (DECODER.decode(input) instanceof RpcDecoder.Result.Decoded(Rpc rpc)) {
      Targets.require(rpc.messages().size() <= input.length, "more messages than bytes");
    }
  }

  /** Frames from peers in turn; time passes between them. */
  private static void router(byte[] input) {
    Set<String> topics = Set.of("t", "u");
    GossipRouter router =
        new GossipRouter(
            GossipSettings.of(topics),
            GossipTargets::id,
            AuthorPolicy.STRICT_NO_SIGN,
            new SplittableRandom(1),
            0);
    long[] nowMs = {0};
    router.apply(new GossipEvent.Subscribe("t"), 0);
    int peers = 0;
    for (GossipProtocol version : GossipProtocol.values()) {
      boolean outbound = peers % 2 == 0;
      router.apply(
          new GossipEvent.PeerConnected(FrameDoor.peer(peers++), version, outbound, false, null),
          0);
    }
    int[] turn = {0};
    FrameDoor.read(
        1 << 20,
        Unpooled.wrappedBuffer(input),
        frame -> {
          var peer = FrameDoor.peer(turn[0]++ % PEERS);
          GossipEvent event =
              switch (DECODER.decode(frame)) {
                case RpcDecoder.Result.Decoded(Rpc rpc) -> new GossipEvent.RpcReceived(peer, rpc);
                case RpcDecoder.Result.Refused(var reason) ->
                    new GossipEvent.RpcRefused(peer, reason);
              };
          apply(router, event, nowMs[0]);
          nowMs[0] += 100;
          while (router.nextWakeMs() <= nowMs[0]) {
            apply(router, new GossipEvent.Tick(), Math.max(router.nextWakeMs(), 0));
          }
        });
    Targets.require(router.subscribers("t").size() <= PEERS, "subscribers that nobody is");
    Targets.require(router.mesh("t").size() <= PEERS, "a mesh of nobody");
  }

  /** The data's first bytes behind one that is always there: an id has at least one. */
  private static MessageId id(GossipMessage message) {
    ByteString data = message.data();
    return new MessageId(
        ByteString.copyFromUtf8("#").concat(data.substring(0, Math.min(8, data.size()))));
  }

  private static void apply(GossipRouter router, GossipEvent event, long nowMs) {
    for (GossipEffect effect : router.apply(event, nowMs)) {
      if (effect instanceof GossipEffect.Validate(MessageId id, GossipMessage message, var _)) {
        List<ValidationResult> results = List.of(ValidationResult.values());
        ValidationResult result = results.get(message.data().size() % results.size());
        router.apply(new GossipEvent.Verdict(id, result), nowMs);
      } else if (effect instanceof GossipEffect.Send(var _, Rpc rpc, var _)) {
        Targets.require(!RpcEncoder.frames(rpc).isEmpty(), "an empty RPC is sent");
      }
    }
  }
}
