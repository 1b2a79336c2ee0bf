package network.baton.prover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps one worker process warm and gives it one job at a time (B-05 to B-07). */
final class WorkerPlace extends Place {
  private enum State {
    /** The process runs and has not said that it is ready. */
    STARTING,
    READY,
    BUSY,
    /** The worker is done; its output is being read. */
    COLLECTING,
    /** The job was dropped; the worker has its grace to say so. */
    DROPPING,
    /** The process was told to end. */
    STOPPING,
    /** No process; the next start is due later. */
    RESTING,
    CLOSED,
  }

  private volatile State state = State.STARTING;
  private @Nullable JobFiles files;
  private String workingOn = "";

  /** Ready timer, grace timer or rest timer; there is never more than one. */
  private Loop.@Nullable Timer timer;

  /** Whether the process was told to end because of something that it did. */
  private boolean faulty;

  private int failuresInRow;
  private int lines;
  private int garbageLines;
  private String firstGarbage = "";
  private long sequence;

  WorkerPlace(Surroundings around) {
    super(around);
  }

  @Override
  void open() {
    state = State.STARTING;
    faulty = false;
    forgetLines();
    if (spawn(around.config().command())) {
      long readyMs = around.limits().readyMs();
      setTimer(readyMs, () -> misbehaved("did not say that it is ready in " + readyMs + " ms"));
    } else {
      rest();
      String why = String.valueOf(trouble);
      endJob(waiting -> waiting.fail(JobFailure.Kind.UNAVAILABLE, why));
    }
  }

  @Override
  void take(RunningJob newJob) {
    job = newJob;
    if (state == State.READY) {
      hand(newJob);
    }
  }

  private void hand(RunningJob newJob) {
    JobFiles written = writeInput(newJob, sequence++);
    if (written == null) {
      return;
    }
    files = written;
    workingOn = newJob.jobId();
    state = State.BUSY;
    forgetLines();
    ObjectNode line = around.json().createObjectNode();
    line.put("job", workingOn)
        .put("input", written.input().toString())
        .put("output", written.output().toString());
    write(line);
  }

  private void write(ObjectNode line) {
    if (child != null && !child.write(line.toString())) {
      misbehaved("does not read its stdin");
    }
  }

  @Override
  void drop() {
    job = null;
    if (state == State.BUSY) {
      state = State.DROPPING;
      setTimer(around.config().graceMs(), () -> stop(false));
      write(around.json().createObjectNode().put("cancel", workingOn));
    }
  }

  @Override
  void close() {
    setTimer(null);
    state = State.CLOSED;
    if (child != null) {
      child.stop(around.config().graceMs());
    }
  }

  @Override
  void onLine(ProverLine line) {
    if (state == State.STOPPING || state == State.CLOSED) {
      return;
    }
    lines++;
    switch (line) {
      case ProverLine.Ready() when state == State.STARTING -> becomeReady();
      case ProverLine.Told(String id, Progress progress) when concerns(id) -> tell(progress);
      case ProverLine.Done(String id) when concerns(id) -> done();
      case ProverLine.Failed(String id, JobFailure.Kind kind, String detail) when concerns(id) ->
          failed(kind, detail);
      case ProverLine.Garbage(String text) -> garbage(text);
      default -> garbage("a line about a job that it does not have");
    }
    if (lines > around.limits().linesPerJobMax()) {
      misbehaved("wrote more than " + around.limits().linesPerJobMax() + " lines");
    }
  }

  private boolean concerns(String id) {
    return (state == State.BUSY || state == State.DROPPING) && id.equals(workingOn);
  }

  private void tell(Progress progress) {
    if (job != null && state == State.BUSY) {
      job.progress(progress);
    }
  }

  private void done() {
    JobFiles written = files;
    files = null;
    if (written == null) {
      throw new IllegalStateException("a job without files");
    }
    boolean dropped = state == State.DROPPING;
    setTimer(null);
    state = State.COLLECTING;
    RunningJob mine = job;
    collect(
        written,
        ending -> {
          boolean stillMine = !dropped && job == mine;
          afterJob(stillMine ? ending : null);
        });
  }

  private void failed(JobFailure.Kind kind, String detail) {
    boolean dropped = state == State.DROPPING;
    deleteFiles();
    afterJob(dropped ? null : ended -> ended.fail(kind, detail));
  }

  /** Ends the job if there is something to tell; a job that came meanwhile is handed over. */
  private void afterJob(@Nullable Consumer<RunningJob> ending) {
    boolean alive = child != null && state != State.STOPPING && state != State.CLOSED;
    if (alive) {
      setTimer(null);
      state = State.READY;
      forgetLines();
      failuresInRow = 0;
    }
    if (ending != null) {
      endJob(ending);
    } else if (job != null && alive) {
      hand(job);
    } else if (job != null && resting()) {
      endJob(waiting -> waiting.fail(JobFailure.Kind.UNAVAILABLE, String.valueOf(trouble)));
    }
  }

  private void becomeReady() {
    setTimer(null);
    state = State.READY;
    trouble = null;
    forgetLines();
    if (job != null) {
      hand(job);
    }
  }

  private void garbage(String text) {
    garbageLines++;
    if (garbageLines == 1) {
      firstGarbage = text;
    }
    if (garbageLines > around.limits().garbageLinesMax()) {
      misbehaved("prints lines that are not protocol, the first: '" + firstGarbage + "'");
    }
  }

  private void misbehaved(String what) {
    if (state == State.STOPPING || state == State.CLOSED) {
      return;
    }
    String detail = "the worker " + what;
    trouble = detail;
    boolean collecting = state == State.COLLECTING;
    stop(true);
    if (!collecting) {
      endJob(ended -> ended.fail(JobFailure.Kind.INVALID, detail));
    }
  }

  private void stop(boolean becauseFaulty) {
    setTimer(null);
    state = State.STOPPING;
    faulty = becauseFaulty;
    if (child != null) {
      child.stop(around.config().graceMs());
    }
  }

  @Override
  void onExit(int code) {
    ChildProcess exited = child;
    child = null;
    setTimer(null);
    deleteFiles();
    if (state == State.CLOSED || exited == null) {
      return;
    }
    boolean collecting = state == State.COLLECTING;
    if (state == State.STOPPING && !faulty) {
      open();
      return;
    }
    if (state != State.STOPPING) {
      trouble = "the worker " + exited.epitaph(code) + remarks();
    }
    String detail = String.valueOf(trouble);
    rest();
    if (!collecting) {
      endJob(
          ended -> ended.fail(code == 0 ? JobFailure.Kind.INVALID : JobFailure.Kind.CRASH, detail));
    }
  }

  /** The next process starts after a pause that doubles with each failure in a row (B-09). */
  private void rest() {
    failuresInRow++;
    state = State.RESTING;
    faulty = false;
    setTimer(around.limits().restMs(failuresInRow), this::open);
  }

  @Override
  boolean resting() {
    return state == State.RESTING || state == State.CLOSED || faulty;
  }

  @Override
  boolean startsAtOnce() {
    return state == State.READY;
  }

  @Override
  String remarks() {
    return garbageLines == 0 ? "" : "; it printed '" + firstGarbage + "'";
  }

  @Override
  boolean healthy() {
    return state == State.READY
        || state == State.BUSY
        || state == State.COLLECTING
        || state == State.DROPPING;
  }

  private void setTimer(long delayMs, Runnable due) {
    setTimer(around.loop().after(delayMs, due));
  }

  private void setTimer(Loop.@Nullable Timer next) {
    if (timer != null) {
      timer.cancel();
    }
    timer = next;
  }

  private void forgetLines() {
    lines = 0;
    garbageLines = 0;
    firstGarbage = "";
  }

  private void deleteFiles() {
    if (files != null) {
      files.delete();
      files = null;
    }
  }
}
