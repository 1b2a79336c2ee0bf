package network.baton.libp2p.gossip;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Accepted messages of the last heartbeats, to offer by IHAVE and to answer IWANT. Bounded in
 * heartbeats and in bytes; the oldest goes first.
 */
final class MessageCache {
  private final int heartbeats;
  private final int gossipHeartbeats;
  private final int bytesMax;
  private final Map<MessageId, Entry> entries = new HashMap<>();

  /** Newest window first, in it the newest message first. */
  private final Deque<Deque<MessageId>> windows = new ArrayDeque<>();

  private long bytes;

  private static final class Entry {
    private final GossipMessage message;

    /** Few messages are ever asked for. */
    private Map<PeerId, Integer> answers = Map.of();

    private Entry(GossipMessage message) {
      this.message = message;
    }

    private int countAnswer(PeerId peer) {
      if (answers.isEmpty()) {
        answers = new HashMap<>();
      }
      return answers.merge(peer, 1, Integer::sum);
    }
  }

  MessageCache(int heartbeats, int gossipHeartbeats, int bytesMax) {
    this.heartbeats = heartbeats;
    this.gossipHeartbeats = gossipHeartbeats;
    this.bytesMax = bytesMax;
    windows.addFirst(new ArrayDeque<>());
  }

  void put(MessageId id, GossipMessage message) {
    if (entries.putIfAbsent(id, new Entry(message)) != null) {
      return;
    }
    windows.getFirst().addFirst(id);
    bytes += message.data().size();
    while (bytes > bytesMax) {
      dropOldest();
    }
  }

  /** The message, without counting an answer. */
  @Nullable GossipMessage peek(MessageId id) {
    Entry entry = entries.get(id);
    return entry == null ? null : entry.message;
  }

  /** Counts one answer to a peer; false when it has had its share. */
  boolean countAnswer(MessageId id, PeerId peer, int answersMax) {
    Entry entry = entries.get(id);
    return entry != null && entry.countAnswer(peer) <= answersMax;
  }

  /** Ids of a topic's messages of the gossip window, newest first. */
  List<MessageId> recent(String topic) {
    List<MessageId> ids = new ArrayList<>();
    int window = 0;
    for (Deque<MessageId> content : windows) {
      if (window++ == gossipHeartbeats) {
        break;
      }
      for (MessageId id : content) {
        Entry entry = entries.get(id);
        if (entry != null && entry.message.topic().equals(topic)) {
          ids.add(id);
        }
      }
    }
    return ids;
  }

  /** A heartbeat passed. */
  void shift() {
    if (windows.size() >= heartbeats) {
      windows.removeLast().forEach(this::drop);
    }
    windows.addFirst(new ArrayDeque<>());
  }

  private void dropOldest() {
    while (windows.getLast().isEmpty()) {
      windows.removeLast();
    }
    drop(windows.getLast().removeLast());
  }

  private void drop(MessageId id) {
    Entry entry = entries.remove(id);
    if (entry != null) {
      bytes -= entry.message.data().size();
    }
  }
}
