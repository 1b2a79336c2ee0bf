package network.baton.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.crypto.KeyType;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.crypto.PublicKey;
import network.baton.libp2p.multiformat.TextBase;
import network.baton.libp2p.record.PeerRecord;
import network.baton.libp2p.record.SignedEnvelope;

/** Names, keys and addresses of peers. What is read is written and read again, to the same. */
final class NameTargets {
  private static final NodeKey KEY = NodeKey.ofSeed(new byte[32]);
  private static final byte[] RECORD_TYPE = {3, 1};
  private static final byte[] MESSAGE = {1, 2, 3};

  /** A key that is one makes a signature, for which the JDK's big numbers take megabytes. */
  private static final int SIGNATURE_BYTES = 16 << 20;

  private NameTargets() {}

  static List<Target> all() {
    List<String> addresses =
        List.of(
            "/ip4/127.0.0.1/tcp/4001/p2p/" + KEY.peerId(),
            "/ip6/2001:db8::1/udp/9000/quic-v1",
            "/dns4/node.example.org/tcp/443/wss",
            "/ip6zone/eth0/ip6/fe80::1/tcp/1",
            "/ip4/1.2.3.4/udp/1/webrtc-direct/certhash/uEiAsGPzpiPGQzSlVHRXrUCT5EkTV7YFrV4VZ3hpEKTd_zg");
    return List.of(
        new Target(
            "multiaddr-bytes",
            64,
            64 << 10,
            NameTargets::addressBytes,
            () -> addresses.stream().map(text -> Multiaddr.fromText(text).toBytes()).toList()),
        new Target(
            "multiaddr-text",
            64,
            64 << 10,
            NameTargets::addressText,
            () -> addresses.stream().map(text -> text.getBytes(UTF_8)).toList()),
        Target.of(
            "peer-id",
            512,
            64 << 10,
            NameTargets::peerId,
            () ->
                List.of(
                    KEY.peerId().toBytes(),
                    KEY.peerId().toText().getBytes(UTF_8),
                    NodeKey.generate(KeyType.SECP256K1).peerId().toText().getBytes(UTF_8),
                    "bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe".getBytes(UTF_8))),
        new Target(
            "public-key",
            64,
            64 << 10,
            NameTargets::publicKey,
            () ->
                List.of(
                    KEY.publicKey().encode(),
                    NodeKey.generate(KeyType.SECP256K1).publicKey().encode())),
        Target.of(
            "private-key",
            64,
            SIGNATURE_BYTES,
            NameTargets::privateKey,
            () -> List.of(KEY.encode(), NodeKey.generate(KeyType.SECP256K1).encode())),
        Target.of(
            "peer-record",
            64,
            64 << 10,
            NameTargets::peerRecord,
            () ->
                List.of(
                    tagged(0, record()),
                    tagged(1, SignedEnvelope.open(record(), "libp2p-peer-record").payload()))));
  }

  private static byte[] record() {
    Multiaddr address = Multiaddr.fromText("/ip4/9.9.9.9/tcp/4001");
    return new PeerRecord(KEY.peerId(), 1, List.of(address, address)).seal(KEY);
  }

  static byte[] tagged(int first, byte[] rest) {
    byte[] tagged = new byte[rest.length + 1];
    tagged[0] = (byte) first;
    System.arraycopy(rest, 0, tagged, 1, rest.length);
    return tagged;
  }

  private static Runnable addressBytes(byte[] input) {
    try {
      Multiaddr address = Multiaddr.fromBytes(input);
      return () -> again(address);
    } catch (IllegalArgumentException refused) {
      return Target.NOTHING;
    }
  }

  private static Runnable addressText(byte[] input) {
    try {
      Multiaddr address = Multiaddr.fromText(new String(input, UTF_8));
      return () -> again(address);
    } catch (IllegalArgumentException refused) {
      return Target.NOTHING;
    }
  }

  private static void again(Multiaddr address) {
    Targets.require(
        Multiaddr.fromBytes(address.toBytes()).equals(address), "binary form of " + address);
    Targets.require(
        Multiaddr.fromText(address.toText()).equals(address), "text form of " + address);
    var _ = address.tcpAddress();
    var _ = address.peerId();
    Targets.require(
        address.withPeer(KEY.peerId()).peerId().orElseThrow().equals(KEY.peerId()), "with peer");
  }

  private static void peerId(byte[] input) {
    try {
      PeerId peer = PeerId.fromBytes(input);
      Targets.require(PeerId.fromText(peer.toText()).equals(peer), "text of " + peer);
      Targets.require(Arrays.equals(peer.toBytes(), input), "bytes of " + peer);
    } catch (IllegalArgumentException refused) {
      // No id in binary.
    }
    String text = new String(input, ISO_8859_1);
    try {
      PeerId peer = PeerId.fromText(text);
      Targets.require(PeerId.fromBytes(peer.toBytes()).equals(peer), "bytes of " + peer);
    } catch (IllegalArgumentException refused) {
      // Nor in text.
    }
    try {
      byte[] data = TextBase.decodeMultibase(text);
      Targets.require(
          Arrays.equals(TextBase.decodeMultibase(TextBase.BASE16.encodeMultibase(data)), data),
          "multibase");
    } catch (IllegalArgumentException refused) {
      // Nor anything else.
    }
  }

  private static Runnable publicKey(byte[] input) {
    PublicKey key;
    boolean verifiable;
    try {
      key = PublicKey.decode(input);
      verifiable = key.verifiable();
    } catch (IllegalArgumentException refused) {
      return Target.NOTHING;
    }
    return () -> {
      Targets.require(Arrays.equals(key.encode(), input), "two encodings of one key");
      Targets.require(key.peerId().names(input), "id of another key");
      if (verifiable) {
        Targets.require(!key.verify(MESSAGE, MESSAGE), "a signature of three bytes");
      }
    };
  }

  private static void privateKey(byte[] input) {
    try {
      NodeKey key = NodeKey.decode(input);
      byte[] signature = key.sign(MESSAGE);
      Targets.require(key.publicKey().verify(MESSAGE, signature), "own signature");
    } catch (IllegalArgumentException refused) {
      // No key.
    }
  }

  /** Raw, or signed by a key that the attacker has. */
  private static void peerRecord(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    byte[] envelope =
        (input[0] & 1) == 0
            ? rest
            : SignedEnvelope.seal(KEY, "libp2p-peer-record", RECORD_TYPE, rest).encode();
    try {
      PeerRecord read = PeerRecord.open(envelope);
      Targets.require(read.addresses().size() <= PeerRecord.ADDRESSES_MAX, "too many addresses");
      Targets.require(read.peer().equals(KEY.peerId()), "a record of somebody else");
    } catch (IllegalArgumentException refused) {
      // No record.
    }
  }
}
