package network.baton.prover;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Room for one job at a time and the process that works on it. Owned by the loop. */
abstract sealed class Place permits OneShotPlace, WorkerPlace {
  /** What all places of a prover share. */
  record Surroundings(
      ProcessProverConfig config,
      ProcessLimits limits,
      ObjectMapper json,
      Loop loop,
      Runnable onGone) {}

  protected final Surroundings around;
  protected @Nullable RunningJob job;
  protected @Nullable ChildProcess child;

  /** Why the last start or process failed; null when nothing is wrong. Read by any thread. */
  protected volatile @Nullable String trouble;

  protected Place(Surroundings around) {
    this.around = around;
  }

  /** Called once, first. */
  abstract void open();

  /** Gives the place a job. Only when it has none and is not {@link #resting}. */
  abstract void take(RunningJob newJob);

  /** Stops work on the place's job, which has ended already. */
  abstract void drop();

  /** Ends the process. The place is {@link #gone} some time after. */
  abstract void close();

  abstract void onLine(ProverLine line);

  abstract void onExit(int code);

  /** Whether it is waiting after a failure and would make a job wait too. */
  abstract boolean resting();

  /** Whether a job would start at once. */
  abstract boolean startsAtOnce();

  /** Whether jobs can be expected to succeed. Called by any thread. */
  abstract boolean healthy();

  /** What else the process did, for the line about a job that took too long; may be empty. */
  abstract String remarks();

  final @Nullable RunningJob job() {
    return job;
  }

  final boolean gone() {
    return child == null;
  }

  final @Nullable String trouble() {
    return trouble;
  }

  /** Starts the process or says in {@link #trouble} why it cannot. */
  protected final boolean spawn(List<String> command) {
    try {
      child =
          ChildProcess.start(
              command,
              around.config.env(),
              around.limits,
              around.json,
              around.loop,
              new ChildProcess.Events() {
                @Override
                public void onLine(ProverLine line) {
                  Place.this.onLine(line);
                }

                @Override
                public void onExit(int code) {
                  Place.this.onExit(code);
                  if (gone()) {
                    around.onGone.run();
                  }
                }
              });
      return true;
    } catch (IOException refused) {
      trouble =
          "cannot start '"
              + command.getFirst()
              + "': install it or correct the prover's command ("
              + refused.getMessage()
              + ")";
      return false;
    }
  }

  /** Writes the job's input, or ends the job and returns null. */
  protected final @Nullable JobFiles writeInput(RunningJob forJob, long sequence) {
    try {
      return JobFiles.write(
          around.config.workDir(), forJob.jobId(), sequence, forJob.request().inputJson());
    } catch (IOException full) {
      String detail =
          "cannot write the input to " + around.config.workDir() + ": " + full.getMessage();
      endJob(ended -> ended.fail(JobFailure.Kind.UNAVAILABLE, detail));
      return null;
    }
  }

  /** Reads the output off the loop, deletes both files, and comes back with how the job ends. */
  protected final void collect(JobFiles files, Consumer<Consumer<RunningJob>> next) {
    Thread.ofVirtual()
        .name("prover-output")
        .start(
            () -> {
              Consumer<RunningJob> ending = ending(files);
              files.delete();
              around.loop.post(() -> next.accept(ending));
            });
  }

  private Consumer<RunningJob> ending(JobFiles files) {
    try {
      String output = files.readOutput(around.limits.outputBytesMax(), around.json);
      return ended -> ended.result(output);
    } catch (JobFiles.InvalidOutput invalid) {
      return ended -> ended.fail(JobFailure.Kind.INVALID, String.valueOf(invalid.getMessage()));
    }
  }

  /** The place is free before the listener hears the end, so that it can start the next job. */
  protected final void endJob(Consumer<RunningJob> ending) {
    RunningJob ended = job;
    job = null;
    if (ended != null) {
      ending.accept(ended);
    }
  }
}
