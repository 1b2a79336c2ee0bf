package network.baton.prover.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import network.baton.prover.Progress;
import network.baton.prover.workflow.Stage.Collect;
import org.jspecify.annotations.Nullable;

/** A stage of one run. Owned by the run. */
final class StageState {
  /** A job of the stage. */
  static final class JobState {
    boolean submitted;
    boolean failed;
    @Nullable JsonNode output;
    int ppm;

    boolean open() {
      return submitted && !failed && output == null;
    }
  }

  final Stage stage;

  /** Place among the stages, from 0. */
  final int place;

  /** Empty until it is known how many there are. */
  List<JobState> jobs = List.of();

  /** Results of which suffice. */
  int wanted;

  /** All that is wanted of it is there. */
  boolean complete;

  StageState(Stage stage, int place) {
    this.stage = stage;
    this.place = place;
  }

  boolean begun() {
    return !jobs.isEmpty();
  }

  void begin(int count) {
    jobs = IntStream.range(0, count).mapToObj(i -> new JobState()).toList();
    wanted = Math.min(wanted == 0 ? count : wanted, count);
  }

  int outputs() {
    return (int) jobs.stream().filter(job -> job.output != null).count();
  }

  int failures() {
    return (int) jobs.stream().filter(job -> job.failed).count();
  }

  /** Results for those who need it: all that are there, or the last one of a sequence. */
  List<Integer> results() {
    if (stage.collect() == Collect.SEQUENTIAL) {
      return List.of(jobs.size() - 1);
    }
    List<Integer> there = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      if (jobs.get(i).output != null) {
        there.add(i);
      }
    }
    return there;
  }

  /** In millionths: of the jobs that are furthest, as many as are wanted. */
  long ppm() {
    if (complete) {
      return Progress.PPM_MAX;
    }
    if (!begun()) {
      return 0;
    }
    long sum =
        jobs.stream().mapToInt(job -> -job.ppm).sorted().limit(wanted).mapToLong(p -> -p).sum();
    return sum / wanted;
  }
}
