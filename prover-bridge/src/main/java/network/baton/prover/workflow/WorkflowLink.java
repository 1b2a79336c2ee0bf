package network.baton.prover.workflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.prover.JobFailure;
import network.baton.prover.Loop;
import network.baton.prover.Progress;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetEvent;
import network.baton.prover.fleet.FleetListener;
import network.baton.prover.fleet.FleetTask;
import network.baton.prover.fleet.WorkerInfo;
import network.baton.prover.fleet.WorkerLink;
import network.baton.prover.workflow.WorkflowEffect.JobKey;

/**
 * A workflow as a worker of the fleet that makes its stages. Tasks of stages have the id {@code
 * TASK/STAGE/INDEX}, so that the fleet's journal knows their results again after a restart (B-66).
 */
public final class WorkflowLink implements WorkerLink {
  private final Workflow workflow;
  private final FleetEngine engine;
  private final WorkerInfo info;
  private final Loop loop;
  private final Map<Long, Running> running = new HashMap<>();

  /**
   * @param parallel how many proofs it has in its stages at once, 1 to 64
   */
  public WorkflowLink(FleetEngine engine, Workflow workflow, int parallel) {
    this.workflow = workflow;
    this.engine = engine;
    this.info =
        WorkerInfo.coordinator(
            "workflow-" + workflow.proofType(), Set.of(workflow.proofType()), parallel);
    this.loop = new Loop("workflow-" + workflow.proofType());
  }

  @Override
  public WorkerInfo info() {
    return info;
  }

  @Override
  public void start(FleetTask task, long token, long timeoutMs, AttemptListener listener) {
    boolean open =
        loop.post(
            () -> {
              var job = new Running(task, token, listener);
              running.put(token, job);
              job.carryOut(job.run.begin());
            });
    if (!open) {
      listener.failed(JobFailure.Kind.UNAVAILABLE, "the workflow is closed");
    }
  }

  @Override
  public void stop(long token) {
    loop.post(
        () -> {
          Running job = running.get(token);
          if (job != null) {
            job.carryOut(job.run.cancel());
          }
        });
  }

  /** What runs stays in the fleet's journal and goes on in the next life. */
  @Override
  public void close() {
    loop.shutdown();
  }

  private final class Running {
    private final FleetTask task;
    private final long token;
    private final AttemptListener listener;
    private final WorkflowRun run;
    private final List<String> submitted = new ArrayList<>();

    Running(FleetTask task, long token, AttemptListener listener) {
      this.task = task;
      this.token = token;
      this.listener = listener;
      this.run = new WorkflowRun(workflow, task.inputJson());
    }

    void carryOut(List<WorkflowEffect> effects) {
      for (WorkflowEffect effect : effects) {
        switch (effect) {
          case WorkflowEffect.Submit(JobKey job, String work, String inputJson) ->
              submit(job, work, inputJson);
          case WorkflowEffect.Withdraw(JobKey job) -> engine.withdraw(idOf(job));
          case WorkflowEffect.Told(Progress progress) -> listener.beat(progress);
          case WorkflowEffect.Made(String outputJson) -> {
            listener.finished(outputJson);
            end();
          }
          case WorkflowEffect.Failed(JobFailure.Kind kind, String detail) -> {
            listener.failed(kind, detail);
            end();
          }
        }
      }
    }

    /** The results of the stages go after the end of the whole, in the journal too. */
    private void end() {
      running.remove(token);
      submitted.forEach(id -> engine.tell(new FleetEvent.Discarded(id)));
    }

    private String idOf(JobKey job) {
      return task.taskId() + "/" + job.stage() + "/" + job.index();
    }

    /** A stage has the time and the turn of the whole. */
    private void submit(JobKey job, String work, String inputJson) {
      String id = idOf(job);
      submitted.add(id);
      long nowMs = Math.min(engine.nowMs(), task.dropAtMs() - 1);
      engine.submit(
          new FleetTask(
              id, work, inputJson, task.block(), nowMs, task.retryUntilMs(), task.dropAtMs()),
          new FleetListener() {
            @Override
            public void onProgress(Progress progress) {
              hear(() -> carryOut(run.progress(job, progress)));
            }

            @Override
            public void onProof(String outputJson) {
              hear(() -> carryOut(run.made(job, outputJson)));
            }

            @Override
            public void onNoProof(JobFailure.Kind kind, String detail, boolean dead) {
              hear(() -> carryOut(run.failed(job, kind, detail)));
            }
          });
    }

    private void hear(Runnable turn) {
      loop.post(turn);
    }
  }
}
