package network.baton.simulator.world;

import java.util.Arrays;
import network.baton.lease.Hash32;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedLease;
import network.baton.simulator.workload.Chance;

/**
 * The network between participants. {@code direct}: whoever publishes reaches each other one by
 * itself, with a delay that stands for the whole way through gossip. Otherwise participants pass on
 * what they accepted, once, to three others, and each copy has its own fate.
 */
public final class Net {
  private static final long LATE_MS_MAX = 4_000;
  private static final int FORWARD_TO = 3;

  private final Timeline timeline;
  private final Chance chance;
  private final boolean direct;
  private final Participant[] participants;
  private final boolean[][] cut;
  private final long[] clogMs;
  private final double[] lossOf;
  private long delayFromMs;
  private long delayToMs;
  private double loss;
  private double duplication;
  private double lateShare;
  private long messages;

  Net(Timeline timeline, Chance chance, boolean direct, int size) {
    this.timeline = timeline;
    this.chance = chance;
    this.direct = direct;
    this.participants = new Participant[size];
    this.cut = new boolean[size][size];
    this.clogMs = new long[size];
    this.lossOf = new double[size];
  }

  void join(int index, Participant participant) {
    participants[index] = participant;
  }

  public void delay(long fromMs, long toMs) {
    delayFromMs = fromMs;
    delayToMs = toMs;
  }

  /** Share of the copies that are lost. */
  public void lose(double share) {
    loss = share;
  }

  /** Share of the copies to and from this one that are lost, besides. */
  public void lose(int index, double share) {
    lossOf[index] = share;
  }

  /** Share of the copies that come twice. */
  public void duplicate(double share) {
    duplication = share;
  }

  /** Share of the copies that come seconds late, behind what was sent after them. */
  public void reorder(double share) {
    lateShare = share;
  }

  /** Everything to and from this one takes so much longer. */
  public void clog(int index, long byMs) {
    clogMs[index] = byMs;
  }

  /** Nothing gets from one to the other; the way back is not touched. */
  public void cut(int from, int to, boolean isCut) {
    cut[from][to] = isCut;
  }

  /** Ends everything that goes wrong in the network. */
  public void heal() {
    loss = 0;
    duplication = 0;
    lateShare = 0;
    for (int i = 0; i < clogMs.length; i++) {
      clogMs[i] = 0;
      lossOf[i] = 0;
      Arrays.fill(cut[i], false);
    }
  }

  public long messages() {
    return messages;
  }

  void publish(int from, Message message) {
    for (int to = 0; to < participants.length; to++) {
      if (to != from) {
        send(from, to, message);
      }
    }
  }

  /** A node accepted what came from somebody else: it passes it on to a few. */
  void forward(int by, int cameFrom, Message message) {
    if (direct) {
      return;
    }
    int copies = 0;
    int first = chance.below(participants.length);
    for (int i = 0; i < participants.length && copies < FORWARD_TO; i++) {
      int to = (first + i) % participants.length;
      if (to != by && to != cameFrom) {
        send(by, to, message);
        copies++;
      }
    }
  }

  void send(int from, int to, Message message) {
    if (cut[from][to]) {
      return;
    }
    if (isLost(loss) || isLost(lossOf[from]) || isLost(lossOf[to])) {
      return;
    }
    deliver(from, to, message);
    if (duplication > 0 && chance.happens(duplication)) {
      deliver(from, to, message);
    }
  }

  private boolean isLost(double share) {
    return share > 0 && chance.happens(share);
  }

  private void deliver(int from, int to, Message message) {
    long delayMs = chance.within(delayFromMs, delayToMs) + clogMs[from] + clogMs[to];
    if (lateShare > 0 && chance.happens(lateShare)) {
      delayMs += chance.within(500, LATE_MS_MAX);
    }
    messages++;
    Participant receiver = participants[to];
    timeline.at(timeline.nowMs() + delayMs, () -> receiver.receive(message, from));
  }

  /**
   * What gossip knows a message by: its bytes, that is digest and, for a lease, what it carries.
   */
  static long idOf(Message message) {
    Hash32 digest = message.digest();
    long id = digest.a() ^ Long.rotateLeft(digest.c(), 7);
    if (message instanceof VerifiedLease lease && lease.evidence() != null) {
      id ^= Chance.mix(lease.evidence().digest().a() + 1);
    }
    return id;
  }
}
