package network.baton.libp2p.reach;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask about the addresses that this host tells others, and what their answers come to: the
 * first outcome that two of them agree on counts. Pure; not thread-safe. Rules: specs/network.md.
 */
final class Reachability {
  /** N-78: peers that must say the same. */
  static final int AGREEING = 2;

  /** N-78: peers asked about an address in one round. */
  static final int ASKED_MAX = 8;

  /** N-78: from a verdict that an address is reached to the next round. */
  static final long AGAIN_MS = 30 * 60_000;

  /** N-78: the same after any other end of a round, and how long a round waits for more peers. */
  static final long SOONER_MS = 3 * 60_000;

  /** What a question came to. */
  enum Answer {
    REACHED,
    NOT_REACHED,
    /** No answer, a refusal to dial, or one that cannot be believed. */
    NONE
  }

  /**
   * A peer that could be asked.
   *
   * @param place where it is: of one place only one answer counts
   * @param dialled whether this side chose it; such peers are asked first
   */
  record Asked(PeerId peer, String place, boolean dialled) {}

  /** To be asked now; {@link #answered} must follow. */
  record Question(Asked asked, Multiaddr address) {}

  private final RandomGenerator random;
  private final Map<Multiaddr, Round> rounds = new LinkedHashMap<>();

  Reachability(RandomGenerator random) {
    this.random = random;
  }

  /** What is known of one address. */
  private static final class Round {
    private final Multiaddr address;
    private AddressReach.Verdict verdict = AddressReach.Verdict.UNKNOWN;
    private long decidedMs;
    private boolean open;
    private long openedMs;
    private long nextMs = Long.MIN_VALUE;
    private final Set<PeerId> asked = new HashSet<>();
    private final Set<String> places = new HashSet<>();
    private @Nullable Question underWay;
    private int reached;
    private int notReached;
    private int unanswered;

    private Round(Multiaddr address) {
      this.address = address;
    }

    private void open(long nowMs) {
      open = true;
      openedMs = nowMs;
      asked.clear();
      places.clear();
      reached = 0;
      notReached = 0;
      unanswered = 0;
    }

    private void close(long nextMs) {
      open = false;
      this.nextMs = nextMs;
    }

    private AddressReach state() {
      return new AddressReach(address, verdict, decidedMs, reached, notReached, unanswered);
    }
  }

  /** The addresses that are told now, and questions that are due: at most one for each of them. */
  List<Question> tick(List<Multiaddr> told, List<Asked> connected, long nowMs) {
    rounds.keySet().retainAll(told);
    List<Question> due = new ArrayList<>();
    for (Multiaddr address : told) {
      next(rounds.computeIfAbsent(address, Round::new), connected, nowMs).ifPresent(due::add);
    }
    return due;
  }

  private Optional<Question> next(Round round, List<Asked> connected, long nowMs) {
    if (round.underWay != null) {
      return Optional.empty();
    }
    if (round.open ? nowMs - round.openedMs >= SOONER_MS : nowMs >= round.nextMs) {
      round.open(nowMs);
    }
    if (!round.open) {
      return Optional.empty();
    }
    List<Asked> fresh =
        connected.stream()
            .filter(peer -> !round.asked.contains(peer.peer()))
            .filter(peer -> !round.places.contains(peer.place()))
            .toList();
    List<Asked> dialled = fresh.stream().filter(Asked::dialled).toList();
    List<Asked> best = dialled.isEmpty() ? fresh : dialled;
    if (best.isEmpty()) {
      return Optional.empty();
    }
    Question question = new Question(best.get(random.nextInt(best.size())), round.address);
    round.underWay = question;
    round.asked.add(question.asked().peer());
    return Optional.of(question);
  }

  /** Takes an answer; returns what is known of the address now if that made a difference. */
  Optional<AddressReach> answered(Question question, Answer answer, long nowMs) {
    Round round = rounds.get(question.address());
    if (round == null || !question.equals(round.underWay)) {
      return Optional.empty(); // the address is not told any more
    }
    round.underWay = null;
    switch (answer) {
      case REACHED -> round.reached++;
      case NOT_REACHED -> round.notReached++;
      case NONE -> round.unanswered++;
    }
    if (answer != Answer.NONE) {
      round.places.add(question.asked().place());
    }
    AddressReach.Verdict before = round.verdict;
    if (round.reached == AGREEING || round.notReached == AGREEING) {
      round.verdict =
          round.reached == AGREEING
              ? AddressReach.Verdict.REACHABLE
              : AddressReach.Verdict.UNREACHABLE;
      round.decidedMs = nowMs;
      round.close(nowMs + (round.reached == AGREEING ? AGAIN_MS : SOONER_MS));
    } else if (round.asked.size() == ASKED_MAX) {
      round.close(nowMs + SOONER_MS);
    }
    return round.verdict == before ? Optional.empty() : Optional.of(round.state());
  }

  /** What is known, in the order in which the addresses are told. */
  List<AddressReach> states() {
    return rounds.values().stream().map(Round::state).toList();
  }
}
