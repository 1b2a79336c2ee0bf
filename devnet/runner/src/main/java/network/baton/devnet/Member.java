package network.baton.devnet;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import network.baton.lease.Hash32;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.wire.LeaseKey;
import org.web3j.crypto.Credentials;

/**
 * One operator of the devnet with the keys that it makes up for a run, and its node's addresses.
 *
 * @param index of node and prover
 * @param leaseSecret of the hot key; the file beside the node's configuration holds it
 * @param p2pPort TCP port of libp2p
 * @param apiPort TCP port of API and dashboard
 * @param folder holds configuration, keys, data and log of the node
 */
record Member(
    int index,
    String name,
    Credentials operator,
    Hash32 leaseSecret,
    NodeKey nodeKey,
    int p2pPort,
    int apiPort,
    Path folder) {
  private static final SecureRandom RANDOM = new SecureRandom();

  static Member create(int index, String name, int p2pPort, int apiPort, Path folder) {
    return new Member(
        index,
        name,
        Credentials.create(secret().toHex()),
        secret(),
        NodeKey.generate(),
        p2pPort,
        apiPort,
        folder);
  }

  private static Hash32 secret() {
    byte[] bytes = new byte[Hash32.BYTES];
    RANDOM.nextBytes(bytes);
    bytes[0] = (byte) (bytes[0] & 0x7f); // surely below the order of the curve's group
    return Hash32.of(bytes);
  }

  Credentials leaseCredentials() {
    return Credentials.create(leaseSecret.toHex());
  }

  String multiaddr() {
    return "/ip4/127.0.0.1/tcp/" + p2pPort;
  }

  String peerAddress() {
    return multiaddr() + "/p2p/" + nodeKey.peerId().toText();
  }

  void writeKeys() throws IOException {
    LeaseKey.of(leaseSecret).write(folder.resolve("lease.key"));
    nodeKey.save(folder.resolve("node.key"));
  }

  Path config() {
    return folder.resolve("node.yaml");
  }

  Path trace() {
    return folder.resolve("data").resolve("trace.jsonl");
  }

  Path log() {
    return folder.resolve("node.log");
  }
}
