package network.baton.simulator.world;

import java.util.ArrayList;
import java.util.List;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Message;
import network.baton.simulator.workload.Chance;
import org.jspecify.annotations.Nullable;

/** Everything that exists in a simulation, and its one clock. */
public final class World {
  /**
   * What a world is made of.
   *
   * @param direct whether messages go straight to everybody, see {@link Net}
   * @param verifyMs time to fetch and verify a proof
   * @param signMs longest time to sign and write; the shortest is 1
   */
  public record Settings(
      LeaseSettings lease, boolean direct, long verifyMs, long signMs, int capacity) {}

  private final Settings settings;
  private final Timeline timeline = new Timeline();
  private final Chance chance;
  private final Net net;
  private final ProverModel provers;
  private final Watch watch;
  private final List<Participant> participants = new ArrayList<>();
  private long signMs;
  private long transcript;

  public World(Settings settings, long seed, int size, ProverModel provers, Watch watch) {
    this.settings = settings;
    this.signMs = settings.signMs();
    this.chance = Chance.of(seed, 11, 0);
    this.net = new Net(timeline, Chance.of(seed, 12, 0), settings.direct(), size);
    this.provers = provers;
    this.watch = watch;
  }

  /** Adds the next participant; its place is its prover index. */
  public void join(Participant participant) {
    net.join(participants.size(), participant);
    participants.add(participant);
  }

  public List<Participant> participants() {
    return participants;
  }

  public Settings settings() {
    return settings;
  }

  public Timeline timeline() {
    return timeline;
  }

  public long nowMs() {
    return timeline.nowMs();
  }

  public Chance chance() {
    return chance;
  }

  public Net net() {
    return net;
  }

  /** From now on signing and writing takes at most this long. */
  public void signMs(long newSignMs) {
    signMs = newSignMs;
  }

  long signMs() {
    return signMs;
  }

  ProverModel provers() {
    return provers;
  }

  Watch watch() {
    return watch;
  }

  /** Mixes something that happened into the transcript: two runs of one seed must end alike. */
  void note(int who, int what, @Nullable Message about) {
    Hash32 digest = about == null ? Hash32.ZERO : about.digest();
    transcript =
        Chance.mix(transcript + nowMs() * 31 + who * 1_000_003L + what * 7_919L + digest.a());
  }

  public long transcript() {
    return transcript;
  }
}
