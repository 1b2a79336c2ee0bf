package network.baton.prover;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts one process per job. A job that comes while a dropped one still dies waits for it. */
final class OneShotPlace extends Place {
  private @Nullable JobFiles files;
  private boolean dropped;
  private int lines;
  private long sequence;

  OneShotPlace(Surroundings around) {
    super(around);
  }

  @Override
  void open() {
    String program = around.config().command().getFirst();
    if (!onPath(program)) {
      trouble = "cannot find '" + program + "': install it or correct the prover's command";
    }
  }

  private boolean onPath(String program) {
    if (program.contains(File.separator)) {
      return Files.isExecutable(Path.of(program));
    }
    String path = String.valueOf(System.getenv("PATH"));
    return Stream.of(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @Override
  void take(RunningJob newJob) {
    job = newJob;
    if (child == null) {
      start(newJob);
    }
  }

  private void start(RunningJob newJob) {
    files = writeInput(newJob, sequence++);
    if (files == null) {
      return;
    }
    List<String> command = new ArrayList<>(around.config().command());
    command.addAll(
        List.of(
            "--input-path", files.input().toString(), "--output-path", files.output().toString()));
    lines = 0;
    dropped = false;
    if (spawn(command)) {
      trouble = null;
    } else {
      deleteFiles();
      String why = String.valueOf(trouble);
      endJob(ended -> ended.fail(JobFailure.Kind.UNAVAILABLE, why));
    }
  }

  @Override
  void drop() {
    job = null;
    dropped = true;
    if (child != null) {
      child.stop(around.config().graceMs());
    }
  }

  @Override
  void close() {
    if (child != null) {
      dropped = true;
      child.stop(around.config().graceMs());
    }
  }

  /** A one-shot prover may print what it likes; only progress lines mean something (B-03). */
  @Override
  void onLine(ProverLine line) {
    lines++;
    if (line instanceof ProverLine.Told told
        && lines <= around.limits().linesPerJobMax()
        && job != null
        && !dropped) {
      job.progress(told.progress());
    }
  }

  @Override
  void onExit(int code) {
    ChildProcess exited = child;
    JobFiles written = files;
    child = null;
    files = null;
    if (exited == null || written == null) {
      throw new IllegalStateException("a process ended that nobody started");
    }
    RunningJob mine = job;
    if (dropped || code != 0) {
      written.delete();
    }
    if (dropped) {
      if (mine != null) {
        start(mine);
      }
    } else if (code != 0) {
      endJob(ended -> ended.fail(JobFailure.Kind.CRASH, "the prover " + exited.epitaph(code)));
    } else {
      collect(
          written,
          ending -> {
            if (job == mine) {
              endJob(ending);
            }
          });
    }
  }

  @Override
  boolean resting() {
    return false;
  }

  @Override
  boolean startsAtOnce() {
    return child == null;
  }

  @Override
  boolean healthy() {
    return trouble == null;
  }

  @Override
  String remarks() {
    return "";
  }

  private void deleteFiles() {
    if (files != null) {
      files.delete();
      files = null;
    }
  }
}
