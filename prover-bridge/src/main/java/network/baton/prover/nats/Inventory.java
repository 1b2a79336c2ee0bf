package network.baton.prover.nats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who said hello lately. Silence is counted only while somebody listened: a fleet that was away
 * itself (no processor, a long collection) has hellos to read yet.
 */
final class Inventory {
  /** Workers of one fleet; hellos of more are not heard. */
  static final int WORKERS_MAX = 256;

  private final long goneMs;
  private final long lookMs;
  private final Map<String, Remote> workers = new HashMap<>();
  private long lookedMs = Long.MAX_VALUE;

  private static final class Remote {
    final long life;
    long heardMs;

    Remote(long life, long heardMs) {
      this.life = life;
      this.heardMs = heardMs;
    }
  }

  /**
   * @param goneMs a worker that was not heard for longer is gone
   * @param lookMs how often {@link #gone} is asked
   */
  Inventory(long goneMs, long lookMs) {
    this.goneMs = goneMs;
    this.lookMs = lookMs;
  }

  /** Whether this is no more than another hello of a process that is known. */
  boolean heardAgain(String worker, long life, long nowMs) {
    Remote known = workers.get(worker);
    if (known == null || known.life != life) {
      return false;
    }
    known.heardMs = nowMs;
    return true;
  }

  /** False when there is no room for one more. */
  boolean add(String worker, long life, long nowMs) {
    if (!workers.containsKey(worker) && workers.size() >= WORKERS_MAX) {
      return false;
    }
    workers.put(worker, new Remote(life, nowMs));
    return true;
  }

  /** Takes out who is gone. With {@code listening} false nobody is: nothing could be heard. */
  List<String> gone(long nowMs, boolean listening) {
    long lateMs = Math.max(0, nowMs - lookedMs - lookMs);
    long notCountedMs = listening ? (lateMs > lookMs ? lateMs : 0) : Math.max(0, nowMs - lookedMs);
    lookedMs = nowMs;
    List<String> gone = new ArrayList<>();
    workers.forEach(
        (worker, remote) -> {
          remote.heardMs = Math.min(nowMs, remote.heardMs + notCountedMs);
          if (listening && remote.heardMs + goneMs < nowMs) {
            gone.add(worker);
          }
        });
    gone.forEach(workers::remove);
    return gone;
  }
}
