package network.baton.node.evidence;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Conflicting leases of others, as a pure function from events to effects (specs/chain.md, TX-19 to
 * TX-22). One pair a prover is enough: a key pays once. Not thread-safe.
 */
public final class EvidenceBook {
  /** Blocks between two looks at a pair. */
  static final long LOOK_BLOCKS = 4;

  /** A block is taken as final under so many. */
  static final long FINAL_DEPTH = 64;

  /** The registry has no more provers. */
  static final int ENTRIES_MAX = 1_024;

  private static final class Entry {
    final Evidence evidence;
    @Nullable Outlook outlook;
    @Nullable SeenLease claimed;
    long lookedAt = Long.MIN_VALUE;
    boolean due = true;
    boolean looking;

    Entry(Evidence evidence) {
      this.evidence = evidence;
    }

    /** A pair that can do nothing makes room for another one of its prover. */
    boolean isSpent() {
      return outlook == Outlook.ORPHANED
          || outlook == Outlook.TOO_LATE
          || outlook == Outlook.SNAPSHOT_FOREIGN;
    }
  }

  private final int self;
  private final Map<Integer, Entry> entries = new HashMap<>();
  private final EnumMap<Outlook, Long> counts = new EnumMap<>(Outlook.class);
  private final List<EvidenceEffect> effects = new ArrayList<>();
  private long head = Long.MIN_VALUE;

  public EvidenceBook(int self) {
    this.self = self;
  }

  /** Takes an event; answers what is to be done for it, in order. */
  public List<EvidenceEffect> apply(EvidenceEvent event) {
    effects.clear();
    switch (event) {
      case EvidenceEvent.Found(Evidence evidence) -> found(evidence);
      case EvidenceEvent.Head(long number) -> head(number);
      case EvidenceEvent.Reorged() -> entries.values().forEach(this::due);
      case EvidenceEvent.Looked(int prover, Prospect prospect) -> looked(prover, prospect);
      case EvidenceEvent.NotLooked(int prover) -> {
        Entry entry = entries.get(prover);
        if (entry != null) { // the next block tries again
          entry.looking = false;
          entry.due = true;
        }
      }
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
    if (own || (present != null && (!present.isSpent() || present.looking))) {
      return;
    }
    if (present == null && entries.size() >= ENTRIES_MAX) {
      return;
    }
    var entry = new Entry(evidence);
    entries.put(evidence.prover(), entry);
    effects.add(new EvidenceEffect.Keep(evidence));
    due(entry);
  }

  private void head(long number) {
    head = number;
    for (Entry entry : List.copyOf(entries.values())) {
      if (number > entry.evidence.lastBlock() + FINAL_DEPTH) { // TX-22
        entries.remove(entry.evidence.prover());
        effects.add(new EvidenceEffect.Forget(entry.evidence));
      } else if (entry.due || number - entry.lookedAt >= LOOK_BLOCKS) {
        due(entry);
      }
    }
  }

  private void due(Entry entry) {
    entry.due = true;
    if (!entry.looking && head >= entry.evidence.notBeforeBlock()) { // TX-20
      entry.looking = true;
      entry.due = false;
      effects.add(new EvidenceEffect.Look(entry.evidence));
    }
  }

  private void looked(int prover, Prospect prospect) {
    Entry entry = entries.get(prover);
    if (entry == null || !entry.looking) {
      return;
    }
    entry.looking = false;
    if (entry.due) { // something happened meanwhile: this may be of before
      due(entry);
      return;
    }
    Outlook before = entry.outlook;
    Outlook now = Outlook.of(prospect);
    SeenLease sent = before == Outlook.DUE ? entry.claimed : null;
    entry.outlook = now;
    entry.claimed = prospect.claimed();
    entry.lookedAt = prospect.head();
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
