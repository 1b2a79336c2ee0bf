package network.baton.node.evidence;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import network.baton.node.chain.Watchlist;
import org.jspecify.annotations.Nullable;

/**
 * Conflicting leases of others, as a pure function from events to effects (specs/chain.md, TX-19 to
 * TX-22). One pair a prover is enough: a key pays once. Not thread-safe.
 */
public final class EvidenceBook {
  /** Blocks between two looks at a pair. */
  static final long LOOK_BLOCKS = 4;

  /** The registry has no more provers. */
  static final int ENTRIES_MAX = 1_024;

  private static final class Entry implements Watchlist.Watched {
    final Evidence evidence;
    @Nullable Outlook outlook;
    @Nullable SeenLease claimed;

    Entry(Evidence evidence) {
      this.evidence = evidence;
    }

    /** A pair that can do nothing makes room for another one of its prover. */
    boolean isSpent() {
      return outlook == Outlook.ORPHANED
          || outlook == Outlook.TOO_LATE
          || outlook == Outlook.SNAPSHOT_FOREIGN;
    }

    @Override
    public long notBeforeBlock() { // TX-20
      return evidence.notBeforeBlock();
    }

    @Override
    public long nextLookBlock(long lookedAt) {
      return lookedAt + LOOK_BLOCKS;
    }
  }

  private final int self;
  private final EnumMap<Outlook, Long> counts = new EnumMap<>(Outlook.class);
  private final List<EvidenceEffect> effects = new ArrayList<>();
  private final Watchlist<Integer, Entry> entries =
      new Watchlist<>(entry -> effects.add(new EvidenceEffect.Look(entry.evidence)));

  public EvidenceBook(int self) {
    this.self = self;
  }

  /** Takes an event; answers what is to be done for it, in order. */
  public List<EvidenceEffect> apply(EvidenceEvent event) {
    effects.clear();
    switch (event) {
      case EvidenceEvent.Found(Evidence evidence) -> found(evidence);
      case EvidenceEvent.Head(long number) -> head(number);
      case EvidenceEvent.Reorged() -> entries.reorged();
      case EvidenceEvent.Looked(int prover, Prospect prospect) -> looked(prover, prospect);
      case EvidenceEvent.NotLooked(int prover) -> entries.notLooked(prover);
    }
    return List.copyOf(effects);
  }

  /** How often evidence came to look so. */
  public Map<Outlook, Long> counts() {
    return Map.copyOf(counts);
  }

  private void found(Evidence evidence) {
    Entry present = entries.get(evidence.prover());
    boolean own = evidence.prover() == self; // TX-19
    if (own || (present != null && (!present.isSpent() || entries.isLooking(evidence.prover())))) {
      return;
    }
    if (present == null && entries.size() >= ENTRIES_MAX) {
      return;
    }
    effects.add(new EvidenceEffect.Keep(evidence));
    entries.put(evidence.prover(), new Entry(evidence));
  }

  private void head(long number) {
    for (Entry entry : entries.things()) {
      if (number > entry.evidence.lastBlock() + Watchlist.FINAL_DEPTH) { // TX-22
        entries.remove(entry.evidence.prover());
        effects.add(new EvidenceEffect.Forget(entry.evidence));
      }
    }
    entries.head(number);
  }

  private void looked(int prover, Prospect prospect) {
    Entry entry = entries.looked(prover, prospect.head());
    if (entry == null) {
      return;
    }
    Outlook before = entry.outlook;
    Outlook now = Outlook.of(prospect);
    SeenLease sent = before == Outlook.DUE ? entry.claimed : null;
    entry.outlook = now;
    entry.claimed = prospect.claimed();
    if (now != before) {
      counts.merge(now, 1L, Long::sum);
    }
    boolean same = sent != null && now == Outlook.DUE && sent.equals(entry.claimed);
    if (sent != null && !same) {
      effects.add(new EvidenceEffect.Withdraw(sent, now));
    }
    SeenLease claimed = entry.claimed;
    if (now == Outlook.DUE && claimed != null) { // TX-21; again at each look
      effects.add(new EvidenceEffect.Send(entry.evidence, claimed, prospect));
    }
  }
}
