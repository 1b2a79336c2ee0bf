package network.baton.prover.workflow;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.baton.prover.JobFailure;
import network.baton.prover.Progress;
import network.baton.prover.workflow.Stage.Collect;
import network.baton.prover.workflow.StageState.JobState;
import network.baton.prover.workflow.WorkflowEffect.JobKey;
import org.jspecify.annotations.Nullable;

/**
 * One job on its way through the stages of its workflow: what was heard in, what to do next out. No
 * clock, no thread, no input or output; one thread owns it. Rules B-60 to B-66 of {@code
 * specs/prover-bridge.md}. Jobs that it did not submit, or does not wait for any more, are ignored.
 */
final class WorkflowRun {
  private static final JsonMapper JSON = new JsonMapper();

  private final Workflow workflow;
  private final String inputJson;
  private final Map<String, StageState> stages = new LinkedHashMap<>();
  private List<WorkflowEffect> out = new ArrayList<>();
  private boolean ended;
  private int toldPpm;

  WorkflowRun(Workflow workflow, String inputJson) {
    this.workflow = workflow;
    this.inputJson = inputJson;
    for (Stage stage : workflow.stages()) {
      stages.put(stage.name(), new StageState(stage, stages.size()));
    }
    for (Stage stage : workflow.stages()) {
      if (stage.collect() == Collect.FIRST_K) {
        stage.needs().forEach(need -> state(need).wanted = stage.first());
      }
    }
  }

  /** Before anything else. */
  List<WorkflowEffect> begin() {
    out = new ArrayList<>();
    advance();
    return out;
  }

  List<WorkflowEffect> progress(JobKey key, Progress progress) {
    out = new ArrayList<>();
    JobState job = open(key);
    if (job != null) {
      job.ppm = Math.max(job.ppm, progress.ppm());
      tell(state(key.stage()));
    }
    return out;
  }

  List<WorkflowEffect> made(JobKey key, String outputJson) {
    out = new ArrayList<>();
    JobState job = open(key);
    if (job == null) {
      return out;
    }
    StageState state = state(key.stage());
    JsonNode output = object(outputJson);
    if (output == null) {
      end(JobFailure.Kind.INVALID, named(state, key) + ": its result is no JSON object");
      return out;
    }
    job.output = output;
    job.ppm = Progress.PPM_MAX;
    if (state.outputs() >= state.wanted) {
      withdraw(state); // the slower ones of a first-k
      state.complete = true;
    }
    boolean last = state.place == stages.size() - 1;
    if (state.complete && last) {
      ended = true;
      withdrawAll();
      out.add(new WorkflowEffect.Made(outputJson));
      return out;
    }
    tell(state);
    advance();
    return out;
  }

  /** Ends the run, unless enough other jobs of the stage can still succeed (first-k). */
  List<WorkflowEffect> failed(JobKey key, JobFailure.Kind kind, String detail) {
    out = new ArrayList<>();
    JobState job = open(key);
    if (job == null) {
      return out;
    }
    StageState state = state(key.stage());
    job.failed = true;
    if (state.jobs.size() - state.failures() < state.wanted) {
      end(kind, named(state, key) + ": " + detail);
    }
    return out;
  }

  /** Nobody wants the result any more. */
  List<WorkflowEffect> cancel() {
    out = new ArrayList<>();
    end(JobFailure.Kind.CANCELLED, "cancelled");
    return out;
  }

  private void end(JobFailure.Kind kind, String detail) {
    if (!ended) {
      ended = true;
      withdrawAll();
      out.add(new WorkflowEffect.Failed(kind, detail));
    }
  }

  private void withdrawAll() {
    stages.values().forEach(this::withdraw);
  }

  private void withdraw(StageState state) {
    for (int i = 0; i < state.jobs.size() && !state.complete; i++) {
      if (state.jobs.get(i).open()) {
        out.add(new WorkflowEffect.Withdraw(new JobKey(state.stage.name(), i)));
      }
    }
  }

  private StageState state(String stage) {
    StageState state = stages.get(stage);
    if (state == null) {
      throw new IllegalArgumentException("there is no stage " + stage);
    }
    return state;
  }

  private @Nullable JobState open(JobKey key) {
    StageState state = state(key.stage());
    if (ended || state.complete || key.index() >= state.jobs.size()) {
      return null;
    }
    JobState job = state.jobs.get(key.index());
    return job.open() ? job : null;
  }

  private static String named(StageState state, JobKey key) {
    return state.jobs.size() == 1
        ? "stage " + key.stage()
        : "stage " + key.stage() + ", part " + (key.index() + 1) + " of " + state.jobs.size();
  }

  // ---------------------------------------------------------------------------------- what next

  private void advance() {
    for (StageState state : stages.values()) {
      if (ended) {
        return;
      }
      if (state.stage.collect() == Collect.SEQUENTIAL) {
        followOn(state);
      } else if (!state.begun() && ready(state)) {
        begin(state);
      }
    }
  }

  private boolean ready(StageState state) {
    return state.stage.needs().stream().allMatch(need -> state(need).complete);
  }

  private void begin(StageState state) {
    ArrayNode parts = null;
    int count = state.stage.parts();
    if (!state.stage.split().isEmpty()) {
      parts = partsOf(state(state.stage.split()));
      if (parts == null) {
        String detail = "its result has no list 'parts' of 1 to " + Stage.PARTS_MAX;
        end(JobFailure.Kind.INVALID, "stage " + state.stage.split() + ": " + detail);
        return;
      }
      count = parts.size();
    }
    state.begin(count);
    for (int i = 0; i < count; i++) {
      ObjectNode input = input(state, i);
      if (parts != null) {
        input.set("part", parts.get(i));
      }
      ObjectNode inputs = input.putObject("inputs");
      for (String need : state.stage.needs()) {
        StageState from = state(need);
        ArrayNode results = inputs.putArray(need);
        from.results().forEach(index -> results.add(result(from, index)));
      }
      submit(state, i, input);
    }
  }

  /**
   * The next job of a sequence, when the result that it takes in and its own last one are there.
   */
  private void followOn(StageState state) {
    StageState from = state(state.stage.needs().getFirst());
    if (!state.begun()) {
      if (!from.begun()) {
        return;
      }
      state.begin(from.stage.collect() == Collect.SEQUENTIAL ? 1 : from.jobs.size());
    }
    int next = (int) state.jobs.stream().filter(job -> job.submitted).count();
    JsonNode before = next == 0 ? null : state.jobs.get(next - 1).output;
    if (next == state.jobs.size() || (next > 0 && before == null)) {
      return;
    }
    int index = from.stage.collect() == Collect.SEQUENTIAL ? from.jobs.size() - 1 : next;
    if (from.jobs.get(index).output == null) {
      return;
    }
    ObjectNode input = input(state, next);
    if (before != null) {
      input.set("before", before);
    }
    input.putObject("inputs").putArray(from.stage.name()).add(result(from, index));
    submit(state, next, input);
  }

  private ObjectNode input(StageState state, int index) {
    ObjectNode input =
        JSON.createObjectNode()
            .put("workflow", workflow.proofType())
            .put("stage", state.stage.name())
            .put("work", state.stage.work())
            .put("index", index)
            .put("count", state.jobs.size());
    JsonNode job = object(inputJson);
    input.set("job", job == null ? JSON.createObjectNode() : job);
    return input;
  }

  private static ObjectNode result(StageState from, int index) {
    ObjectNode result = JSON.createObjectNode().put("index", index);
    result.set("output", from.jobs.get(index).output);
    return result;
  }

  private void submit(StageState state, int index, ObjectNode input) {
    state.jobs.get(index).submitted = true;
    out.add(
        new WorkflowEffect.Submit(
            new JobKey(state.stage.name(), index), state.stage.work(), input.toString()));
  }

  private static @Nullable ArrayNode partsOf(StageState splitter) {
    JsonNode output = splitter.jobs.get(splitter.results().getFirst()).output;
    return output != null
            && output.path("parts") instanceof ArrayNode parts
            && !parts.isEmpty()
            && parts.size() <= Stage.PARTS_MAX
        ? parts
        : null;
  }

  private static @Nullable JsonNode object(String json) {
    try {
      JsonNode tree = JSON.readTree(json);
      return tree != null && tree.isObject() ? tree : null;
    } catch (JacksonException garbage) {
      return null;
    }
  }

  // ----------------------------------------------------------------------------------- progress

  /** One number for all stages, which never falls. */
  private void tell(StageState at) {
    long sum = 0;
    long weights = 0;
    for (StageState state : stages.values()) {
      sum += state.stage.weight() * state.ppm();
      weights += state.stage.weight();
    }
    toldPpm = Math.max(toldPpm, (int) (sum / weights));
    out.add(new WorkflowEffect.Told(new Progress(at.stage.name(), at.place, toldPpm)));
  }
}
