package network.baton.prover.fleet;

import network.baton.prover.JobFailure;
import network.baton.prover.Progress;

/** The way to one worker. Methods are called on the fleet's thread and do not block. */
public interface WorkerLink extends AutoCloseable {
  WorkerInfo info();

  void start(FleetTask task, long token, long timeoutMs, AttemptListener listener);

  /** Goes the way of a job that the worker must refuse, so that the first real one is quick. */
  default void rehearse(FleetTask task) {}

  /** Asks an attempt to stop. It still answers. */
  void stop(long token);

  @Override
  void close();

  /** Hears of one attempt: beats, then one end. On any thread. */
  interface AttemptListener {
    void beat(Progress progress);

    void finished(String outputJson);

    void failed(JobFailure.Kind kind, String detail);
  }
}
