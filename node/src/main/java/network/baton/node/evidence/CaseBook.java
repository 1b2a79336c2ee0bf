package network.baton.node.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.baton.lease.Hash32;
import network.baton.node.chain.Watchlist;
import org.jspecify.annotations.Nullable;

/**
 * Misses of others to be accused of, or accusations to be answered, as a pure function from events
 * to effects (specs/chain.md, TX-26 to TX-31). What the chain says of a case is asked anew when it
 * may have changed; what follows from it is a {@link CaseView}. Not thread-safe.
 */
public final class CaseBook<C extends Case<C>> {
  /** More are not looked after; the store keeps them for a restart. */
  static final int ENTRIES_MAX = 4_096;

  private static final class Entry<C> implements Watchlist.Watched {
    C about;
    @Nullable CaseView view;

    Entry(C about) {
      this.about = about;
    }

    @Override
    public long nextLookBlock(long lookedAt) {
      return view == null ? lookedAt + 1 : Math.max(lookedAt + 1, view.nextLook());
    }
  }

  private final Map<String, Long> counts = new TreeMap<>();
  private final List<CaseEffect<C>> effects = new ArrayList<>();
  private final Watchlist<Hash32, Entry<C>> entries =
      new Watchlist<>(entry -> effects.add(new CaseEffect.Look<>(entry.about)));

  /** Takes an event; answers what is to be done for it, in order. */
  public List<CaseEffect<C>> apply(CaseEvent<C> event) {
    effects.clear();
    switch (event) {
      case CaseEvent.Found<C>(C found) -> found(found);
      case CaseEvent.Dropped<C>(Hash32 digest) -> dropped(digest);
      case CaseEvent.Head<C>(long number) -> entries.head(number);
      case CaseEvent.Reorged<C>() -> entries.reorged();
      case CaseEvent.Looked<C>(Hash32 digest, CaseView view) -> looked(digest, view);
      case CaseEvent.NotLooked<C>(Hash32 digest) -> entries.notLooked(digest);
    }
    return List.copyOf(effects);
  }

  /** How often a case came to look so; where something is due, by what. */
  public Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  private void found(C found) {
    Entry<C> present = entries.get(found.digest());
    if (present != null) {
      if (found.saysMoreThan(present.about)) {
        present.about = found;
        effects.add(new CaseEffect.Keep<>(found));
        entries.touched(found.digest());
      }
      return;
    }
    effects.add(new CaseEffect.Keep<>(found));
    counts.merge("found", 1L, Long::sum);
    if (entries.size() < ENTRIES_MAX) {
      entries.put(found.digest(), new Entry<>(found));
    }
  }

  private void dropped(Hash32 digest) {
    Entry<C> entry = entries.get(digest);
    if (entry != null) {
      CaseView view = entry.view;
      if (view != null && view.step() != null) {
        effects.add(new CaseEffect.Withdraw<>(entry.about, view.step(), Outlook.CLOSED));
      }
      entries.remove(digest);
      effects.add(new CaseEffect.Forget<>(entry.about, Outlook.CLOSED));
    }
  }

  private void looked(Hash32 digest, CaseView now) {
    Entry<C> entry = entries.looked(digest, now.head());
    if (entry == null) {
      return;
    }
    CaseView before = entry.view;
    entry.view = now;
    CaseView.Step sent = before == null ? null : before.step();
    CaseView.Step step = now.step();
    boolean same = sent != null && step != null && sent.operation().equals(step.operation());
    if (before == null || now.outlook() != before.outlook() || (step != null && !same)) {
      counts.merge(now.code(), 1L, Long::sum);
    }
    if (sent != null && !same) {
      effects.add(new CaseEffect.Withdraw<>(entry.about, sent, now.outlook()));
    }
    if (step != null) { // again at each look, since an order may have failed
      effects.add(new CaseEffect.Send<>(entry.about, step));
    }
    if (now.over()) {
      entries.remove(digest);
      effects.add(new CaseEffect.Forget<>(entry.about, now.outlook()));
    }
  }
}
