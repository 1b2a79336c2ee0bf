package network.baton.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.baton.prover.JobFailure;
import network.baton.prover.JobListener;
import network.baton.prover.JobRequest;
import network.baton.prover.JobResult;
import network.baton.prover.ProcessProver;
import network.baton.prover.ProcessProverConfig;
import network.baton.prover.Progress;
import network.baton.prover.Prover;
import network.baton.scenario.Scenario;

/**
 * How long this machine's provers take beside each other, and how far that stretches a scenario
 * (SC-05 in specs/scenario.md). A takeover within the deadline needs room for two proofs; on a
 * machine that is too slow for that, a run would show the machine and not the protocol.
 */
final class MachinePace {
  /** A proof that takes no longer than this, beside the others of its slot, fits the plan. */
  static final long PLANNED_MS = 1_000;

  private static final int STEP_PERCENT = 25;
  private static final int WARM_UP_ROUNDS = 1;
  private static final int ROUNDS = 4;
  private static final long JOB_MS_MAX = 60_000;
  private static final long GRACE_MS = 300;

  private final Project project;
  private final Path workFolder;

  MachinePace(Project project, Path workFolder) {
    this.project = project;
    this.workFolder = workFolder;
  }

  /** The percentage that the slowest of some proofs calls for. */
  static int percent(long slowestMs) {
    long steps = Math.ceilDiv(slowestMs * 100, PLANNED_MS * STEP_PERCENT);
    return Math.clamp(steps * STEP_PERCENT, 100, Scenario.PACE_PERCENT_MAX);
  }

  /** Makes proofs of all types at once, some times over; answers the slowest in milliseconds. */
  long slowestMs(List<Scenario.ProofType> types) throws DevnetException {
    List<Lane> lanes = new ArrayList<>();
    try {
      for (Scenario.ProofType type : types) {
        lanes.add(lane(type.name()));
      }
      long slowest = 0;
      for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
        long took = round(lanes, round);
        slowest = round < WARM_UP_ROUNDS ? 0 : Math.max(slowest, took);
      }
      return slowest;
    } finally {
      lanes.forEach(lane -> lane.prover.close());
    }
  }

  private record Lane(String type, Prover prover, String inputJson) {}

  private Lane lane(String type) throws DevnetException {
    var config =
        new ProcessProverConfig(
            type,
            ProcessProverConfig.Mode.WORKER,
            ReferenceProver.command(project, type, Scenario.Pace.MACHINE),
            1,
            GRACE_MS,
            workFolder.resolve(type),
            Map.of());
    return new Lane(type, new ProcessProver(config), sampleInput(type));
  }

  private String sampleInput(String type) throws DevnetException {
    Path file = project.sample(type);
    try {
      JsonNode input = new JsonMapper().readTree(file.toFile()).path("input");
      return input.toString();
    } catch (IOException e) {
      throw new DevnetException("cannot read the sample job " + file + ": " + e.getMessage(), e);
    }
  }

  private static long round(List<Lane> lanes, int round) throws DevnetException {
    List<Answer> answers = new ArrayList<>();
    for (Lane lane : lanes) {
      var answer = new Answer();
      answers.add(answer);
      var request = new JobRequest("pace-" + round, lane.type, lane.inputJson, JOB_MS_MAX);
      var _ = lane.prover.start(request, answer);
    }
    long slowest = 0;
    for (int i = 0; i < lanes.size(); i++) {
      slowest = Math.max(slowest, answers.get(i).await(lanes.get(i).type));
    }
    return slowest;
  }

  private static final class Answer implements JobListener {
    private final CompletableFuture<Long> wallMs = new CompletableFuture<>();

    @Override
    public void onProgress(Progress progress) {}

    @Override
    public void onResult(JobResult result) {
      wallMs.complete(result.wallMs());
    }

    @Override
    public void onFailure(JobFailure failure) {
      wallMs.completeExceptionally(new IOException(failure.kind() + ": " + failure.detail()));
    }

    long await(String type) throws DevnetException {
      try {
        return wallMs.get(2 * JOB_MS_MAX, TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw new DevnetException("the reference prover of " + type + " fails: " + e.getCause(), e);
      } catch (TimeoutException e) {
        throw new DevnetException("the reference prover of " + type + " never answers", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DevnetException("interrupted", e);
      }
    }
  }
}
