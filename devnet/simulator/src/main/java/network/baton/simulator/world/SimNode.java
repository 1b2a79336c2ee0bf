package network.baton.simulator.world;

import java.util.ArrayDeque;
import java.util.List;
import network.baton.lease.Completion;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseCore;
import network.baton.lease.LeaseDraft;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Pass;
import network.baton.lease.Ready;
import network.baton.lease.Release;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.lease.Verdict;

/**
 * An honest node: a real lease core, and around it what the daemon does: keeps the safety record,
 * signs, beats, proves, gossips, and starts again after a crash.
 */
public final class SimNode implements Participant {
  private static final int ARCHIVE_MAX = 256;

  private final World world;
  private final int index;
  private final SimClock clock;
  private final SimSigner signer;
  private final SimProver prover;
  private final Sights sights = new Sights();
  private final ArrayDeque<Message> archive = new ArrayDeque<>();
  private LeaseCore core;
  private boolean up = true;
  private boolean deaf;
  private int life;
  private long armedMs = Long.MAX_VALUE;
  private boolean stopped;

  /** What waits for a process that stands still. */
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  /** Makes a node that runs, with an empty disk. */
  public SimNode(World world, int index, SimClock clock) {
    this.world = world;
    this.index = index;
    this.clock = clock;
    this.signer = new SimSigner(world, this);
    this.prover = new SimProver(world, this);
    this.core = new LeaseCore(world.settings().lease(), index);
  }

  public int index() {
    return index;
  }

  public SimClock clock() {
    return clock;
  }

  /** Sets the clock so far off, at once: the node's own time never goes back. */
  public void setClock(long offsetMs) {
    clock.set(offsetMs);
    apply(new Event.Tick());
  }

  public long localMs() {
    return clock.localMs(world.nowMs());
  }

  public boolean isUp() {
    return up;
  }

  /** How many jobs of a type it takes; tells the core at once. */
  public void capacity(Hash32 proofType, int places) {
    prover.capacity(proofType, places);
  }

  public void allowClaiming(boolean allowed) {
    apply(new Event.ClaimingAllowed(allowed));
  }

  /** While deaf to the chain, a node hears of no block, snapshot or reorg. */
  public void deafToChain(boolean isDeaf) {
    deaf = isDeaf;
  }

  public boolean isDeafToChain() {
    return deaf;
  }

  /** The process dies: nothing is said, nothing is finished. */
  public void crash() {
    up = false;
    life++;
    armedMs = Long.MAX_VALUE;
    stopped = false;
    waiting.clear();
    signer.tear();
    prover.die();
    archive.clear();
    sights.clear();
  }

  /** The process starts with what its disk holds; the caller tells it of the chain next. */
  public void restart() {
    up = true;
    life++;
    core = new LeaseCore(world.settings().lease(), index);
    world.watch().started(this);
    if (!signer.disk().isEmpty()) {
      apply(signer.disk().restored());
    }
    prover.reportRoom();
  }

  /** The process stands still: what comes and what falls due waits until it goes on. */
  public void stop() {
    stopped = up;
  }

  /** A process that stood still goes on, with all that came meanwhile. */
  public void goOn() {
    stopped = false;
    while (!stopped && !waiting.isEmpty()) {
      waiting.removeFirst().run();
    }
  }

  /** The process is asked to end: it claims nothing more and gives up what it has. */
  public void giveUp() {
    allowClaiming(false);
    prover.fail(null, Release.Reason.SHUTDOWN);
  }

  /** What makes this node's proofs. */
  public SimProver prover() {
    return prover;
  }

  @Override
  public void snapshotKnown(Snapshot snapshot) {
    act(() -> apply(new Event.SnapshotKnown(snapshot)));
  }

  @Override
  public void blockSeen(Block block) {
    act(() -> block.tasks().forEach(task -> apply(new Event.TaskOpened(task))));
  }

  @Override
  public void blockOrphaned(Block block) {
    act(() -> apply(new Event.BlockOrphaned(block.hash())));
  }

  @Override
  public void receive(Message message, int from) {
    if (!up || (!world.settings().direct() && !sights.add(Net.idOf(message), from))) {
      return;
    }
    if (stopped) {
      waiting.add(() -> apply(seen(message)));
    } else {
      apply(seen(message));
    }
  }

  /** Hands the core a copy again, as a peer's status answer or a stray duplicate would. */
  public void receiveAgain(Message message) {
    apply(seen(message));
  }

  private static Event seen(Message message) {
    return switch (message) {
      case VerifiedLease lease -> new Event.LeaseSeen(lease);
      case VerifiedBeat beat -> new Event.BeatSeen(beat);
      case VerifiedRelease release -> new Event.ReleaseSeen(release);
      case VerifiedCompletion completion -> new Event.CompletionSeen(completion);
      case VerifiedReady ready -> new Event.ReadySeen(ready);
      case VerifiedPass pass -> new Event.PassSeen(pass);
    };
  }

  /** Gives the core an event and does what it wants. */
  public void apply(Event event) {
    if (!up) {
      return;
    }
    List<Effect> effects = core.apply(event, localMs());
    world.watch().turned(this, event, effects, core);
    for (int i = 0; i < effects.size(); i++) {
      run(effects.get(i));
    }
    arm();
  }

  private void arm() {
    long wakeMs = clock.worldMs(core.nextWakeMs(), world.nowMs());
    if (wakeMs < armedMs) {
      armedMs = wakeMs;
      int thisLife = life;
      world.timeline().at(wakeMs, () -> wake(thisLife, wakeMs));
    }
  }

  private void wake(int ofLife, long forMs) {
    if (ofLife != life || forMs != armedMs) {
      return;
    }
    if (stopped) {
      waiting.add(() -> wake(ofLife, forMs));
      return;
    }
    armedMs = Long.MAX_VALUE;
    if (core.nextWakeMs() <= localMs()) {
      apply(new Event.Tick());
    } else {
      arm();
    }
  }

  /**
   * Does something after a time, if the process still lives then and as soon as it does not stand.
   */
  void later(long delayMs, Runnable step) {
    int thisLife = life;
    world
        .timeline()
        .after(
            delayMs,
            () -> {
              if (thisLife == life) {
                act(step);
              }
            });
  }

  private void act(Runnable step) {
    if (stopped) {
      waiting.add(step);
    } else {
      step.run();
    }
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.SignLease(LeaseDraft draft, Task task, long epoch, var evidence) ->
          signer.sign(draft, task, epoch, evidence);
      case Effect.SignRelease(Release release) ->
          later(1, () -> apply(new Event.ReleaseSigned(Forge.release(release, index))));
      case Effect.SignCompletion(Completion completion) ->
          later(1, () -> apply(new Event.CompletionSigned(Forge.completion(completion, index))));
      case Effect.SignReady(Ready ready) ->
          later(1, () -> apply(new Event.ReadySigned(Forge.ready(ready))));
      case Effect.SignPass(Pass pass) ->
          later(1, () -> apply(new Event.PassSigned(Forge.pass(pass))));
      case Effect.Publish(Message message) -> {
        world.note(index, 1, message);
        remember(message);
        world.net().publish(index, message);
      }
      case Effect.StartProof(Task task, VerifiedLease lease) -> prover.start(task, lease);
      case Effect.CancelProof(Hash32 lease, String _) -> prover.cancel(lease);
      case Effect.StopBeating(Hash32 lease) -> prover.stopBeating(lease);
      case Effect.VerifyProof(Task _, VerifiedLease _, VerifiedCompletion completion) ->
          later(world.settings().verifyMs(), () -> checked(completion));
      case Effect.Judged(Message message, Verdict verdict) -> {
        if (verdict instanceof Verdict.Accept && !world.settings().direct()) {
          passOn(message);
        }
      }
      case Effect.LeaseAdded _,
          Effect.HolderChanged _,
          Effect.Latched _,
          Effect.Equivocated _,
          Effect.BlockProven _,
          Effect.Doppelganger _,
          Effect.DeadlineMissed _,
          Effect.TaskClosed _ -> {}
    }
  }

  private void passOn(Message message) {
    int sender = sights.sender(Net.idOf(message));
    if (sender >= 0) {
      remember(message);
      world.net().forward(index, sender, message);
    }
  }

  private void remember(Message message) {
    boolean hint =
        message instanceof VerifiedBeat
            || message instanceof VerifiedReady
            || message instanceof VerifiedPass;
    if (!world.settings().direct() && !hint) {
      archive.add(message);
      if (archive.size() > ARCHIVE_MAX) {
        archive.removeFirst();
      }
    }
  }

  /** What it accepted or published lately, beats aside: what it tells a peer that comes back. */
  public List<Message> archive() {
    return List.copyOf(archive);
  }

  private void checked(VerifiedCompletion completion) {
    boolean valid = Forge.isValid(completion.completion().proofHash());
    apply(
        new Event.ProofChecked(
            completion.digest(), valid ? ProofVerdict.VALID : ProofVerdict.INVALID));
  }

  /** Whether no job is under way. */
  public boolean isIdle() {
    return prover.isIdle();
  }
}
