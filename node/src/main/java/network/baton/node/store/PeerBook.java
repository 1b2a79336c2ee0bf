package network.baton.node.store;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Peers that this node reached, and where, across restarts. Methods block on the disk. */
public final class PeerBook {
  /** N-65: more are forgotten, those first that were reached longest ago. */
  public static final int PEERS_MAX = 256;

  /** N-65: who was not reached for so long is forgotten. */
  public static final long KEPT_MS = TimeUnit.DAYS.toMillis(14);

  /** A peer, by the text of its id, and the address that led to it. */
  public record KnownPeer(String id, String address) {}

  private final Store store;

  public PeerBook(Store store) {
    this.store = store;
  }

  /** A dial to {@code address} has just led to the peer; replaces what was known of it. */
  public void reached(String id, String address, long nowMs) {
    store.inTransaction(
        handle -> {
          handle.execute("INSERT OR REPLACE INTO known_peer VALUES (?, ?, ?)", id, address, nowMs);
          handle.execute("DELETE FROM known_peer WHERE reached_ms < ?", nowMs - KEPT_MS);
          return handle.execute(
              "DELETE FROM known_peer WHERE id NOT IN"
                  + " (SELECT id FROM known_peer ORDER BY reached_ms DESC, id LIMIT ?)",
              PEERS_MAX);
        });
  }

  /** Who is not too old, newest first. */
  public List<KnownPeer> peers(long nowMs) {
    return store.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT id, address FROM known_peer WHERE reached_ms >= :from"
                        + " ORDER BY reached_ms DESC, id")
                .bind("from", nowMs - KEPT_MS)
                .map((row, context) -> new KnownPeer(row.getString("id"), row.getString("address")))
                .list());
  }
}
