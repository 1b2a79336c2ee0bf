package network.baton.node.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import network.baton.libp2p.Counters;
import network.baton.libp2p.IpRange;
import network.baton.libp2p.PeerId;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.units.bigints.UInt64;
import org.ethereum.beacon.discovery.AddressAccessPolicy;
import org.ethereum.beacon.discovery.DiscoverySystem;
import org.ethereum.beacon.discovery.DiscoverySystemBuilder;
import org.ethereum.beacon.discovery.crypto.DefaultSigner;
import org.ethereum.beacon.discovery.crypto.Signer;
import org.ethereum.beacon.discovery.schema.IdentitySchemaInterpreter;
import org.ethereum.beacon.discovery.schema.NodeRecord;
import org.ethereum.beacon.discovery.schema.NodeRecordBuilder;
import org.ethereum.beacon.discovery.schema.NodeRecordFactory;
import org.ethereum.beacon.discovery.storage.NewAddressHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the peers of this network in discv5. Methods may be called from any thread; {@link #peers}
 * from one at a time.
 */
public final class Discovery implements AutoCloseable {
  /** N-69: node ids that are remembered, so that each is counted once. */
  static final int SEEN_MAX = 1_024;

  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

  private final Counters counters = new Counters();
  private final Predicate<InetAddress> allowed;
  private final NetworkEntry own;
  private final DiscoverySystem system;
  private final InetSocketAddress listening;
  private final Map<Bytes, Boolean> seen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Boolean> eldest) {
          return size() > SEEN_MAX;
        }
      };

  /**
   * Binds the port and begins to look around.
   *
   * @param sequenceUsed is told every sequence number that the own record gets
   * @throws IOException if the port cannot be had
   */
  public static Discovery start(DiscoverySettings settings, LongConsumer sequenceUsed)
      throws IOException {
    var discovery = new Discovery(settings, sequenceUsed);
    var _ =
        discovery
            .system
            .start()
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.warn("discovery did not start: {}", failure.toString());
                  }
                });
    return discovery;
  }

  private Discovery(DiscoverySettings settings, LongConsumer sequenceUsed) throws IOException {
    List<NodeRecord> boot = settings.boot().stream().map(Discovery::read).toList();
    Set<InetAddress> named = new HashSet<>();
    boot.forEach(
        record ->
            Stream.of(record.getUdpAddress(), record.getUdp6Address())
                .flatMap(Optional::stream)
                .forEach(place -> named.add(place.getAddress())));
    boolean privateToo = settings.privateToo();
    allowed = ip -> privateToo || IpRange.isPublic(ip) || named.contains(ip);
    own =
        new NetworkEntry(
            NetworkEntry.network(
                settings.chainId(), settings.registry(), settings.protocolVersion()),
            settings.key().peerId());
    Signer signer = new DefaultSigner(DiscoveryKey.of(settings.key()));
    Bytes nodeId =
        IdentitySchemaInterpreter.V4.calculateNodeId(signer.deriveCompressedPublicKeyFromPrivate());
    var door = new DatagramDoor(settings.listen(), nodeId, allowed, counters);
    listening = door.getListenAddress();
    NodeRecord record = ownRecord(settings, signer, door.getListenAddress());
    sequenceUsed.accept(record.getSeq().toLong());
    system =
        new DiscoverySystemBuilder()
            .listen(door.getListenAddress())
            .discoveryServers(door)
            .localNodeRecord(record)
            .signer(signer)
            .bootnodes(boot)
            .localNodeRecordListener((before, now) -> sequenceUsed.accept(now.getSeq().toLong()))
            // N-69: what strangers say of our address is not announced.
            .newAddressHandler(NewAddressHandler.NOOP)
            .addressAccessPolicy(policy())
            .build();
  }

  /**
   * Reads a node record.
   *
   * @throws IllegalArgumentException if it is none, or its signature is wrong
   */
  public static void check(String record) {
    var _ = read(record);
  }

  private static NodeRecord read(String text) {
    NodeRecord record;
    try {
      record = NodeRecordFactory.DEFAULT.fromEnr(text);
    } catch (RuntimeException e) { // the library has several for bytes that are no record
      throw new IllegalArgumentException("not a node record", e);
    }
    if (!text.startsWith("enr:") || !record.isValid()) {
      throw new IllegalArgumentException("not a node record");
    }
    return record;
  }

  /** N-69: with the first address that others may know, of the family that is listened on. */
  private NodeRecord ownRecord(DiscoverySettings settings, Signer signer, InetSocketAddress bound) {
    int family = bound.getAddress().getAddress().length;
    int udp = settings.announcedPort().orElse(bound.getPort());
    var builder =
        new NodeRecordBuilder()
            .signer(signer)
            .seq(UInt64.valueOf(settings.sequence()))
            .customField(NetworkEntry.KEY, own.encode());
    settings.tcp().stream()
        .filter(place -> !place.getAddress().isAnyLocalAddress())
        .filter(place -> place.getAddress().getAddress().length == family)
        .filter(place -> settings.privateToo() || IpRange.isPublic(place.getAddress()))
        .findFirst()
        .ifPresent(
            place -> builder.address(place.getAddress().getHostAddress(), udp, place.getPort()));
    return builder.build();
  }

  private AddressAccessPolicy policy() {
    return place -> place.getAddress() != null && allowed.test(place.getAddress());
  }

  /** Asks around for more nodes; what comes of it shows in {@link #peers}. */
  public void search() {
    counters.add("searches", 1);
    var _ =
        system
            .searchForNewPeers()
            .exceptionally(
                failure -> {
                  LOG.debug("search: {}", failure.toString());
                  return List.of();
                });
  }

  /** Peers of this network whose nodes answer at present, with addresses that may be dialled. */
  public List<FoundPeer> peers() {
    var found = new ArrayList<FoundPeer>();
    Set<PeerId> named = new HashSet<>();
    for (NodeRecord record : answering()) {
      Optional<NetworkEntry> entry = NetworkEntry.of(record);
      boolean ours = entry.filter(other -> other.network().equals(own.network())).isPresent();
      if (seen.put(record.getNodeId(), ours) == null) {
        counters.add(ours ? "nodes.ours" : "nodes.foreign", 1);
      }
      if (ours && named.add(entry.orElseThrow().peer())) {
        FoundPeer peer = NetworkEntry.found(record, entry.orElseThrow().peer(), allowed);
        if (!peer.addresses().isEmpty() && !peer.peer().equals(own.peer())) {
          found.add(peer);
        }
      }
    }
    return found;
  }

  /** Nodes that answer at present, of any network. */
  public int nodes() {
    return answering().size();
  }

  /** Each node once: the library names those with a session and those of its table. */
  private Collection<NodeRecord> answering() {
    var records = new LinkedHashMap<Bytes, NodeRecord>();
    system
        .streamLiveNodes()
        .forEach(
            record ->
                records.merge(
                    record.getNodeId(),
                    record,
                    (one, other) -> one.getSeq().compareTo(other.getSeq()) >= 0 ? one : other));
    return records.values();
  }

  /** This node's own record, {@code enr:...}, for others to begin with. */
  public String record() {
    return system.getLocalNodeRecord().asEnr();
  }

  /** Whether others can find this node: its record has an address. */
  public boolean canBeFound() {
    NodeRecord record = system.getLocalNodeRecord();
    return record.getTcpAddress().or(record::getTcp6Address).isPresent();
  }

  /** Of the own record at present. */
  public long sequence() {
    return system.getLocalNodeRecord().getSeq().toLong();
  }

  /** UDP address that is listened on, with the real port. */
  public InetSocketAddress listening() {
    return listening;
  }

  public Map<String, Long> counters() {
    return counters.snapshot();
  }

  /** Closes the socket and ends its threads. */
  @Override
  public void close() {
    system.stop();
  }
}
