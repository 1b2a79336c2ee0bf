package network.baton.lease;

import java.util.ArrayList;
import java.util.List;

/** One turn of the core: what time it is, and what has been decided so far. */
final class Turn {
  private final List<Effect> effects = new ArrayList<>();
  private long nowMs = Long.MIN_VALUE;

  /** Time never goes back: an earlier moment counts as the latest one given. */
  void begin(long atMs) {
    nowMs = Math.max(nowMs, atMs);
  }

  long nowMs() {
    return nowMs;
  }

  void emit(Effect effect) {
    effects.add(effect);
  }

  List<Effect> end() {
    if (effects.isEmpty()) {
      return List.of();
    }
    List<Effect> decided = List.copyOf(effects);
    effects.clear();
    return decided;
  }
}
