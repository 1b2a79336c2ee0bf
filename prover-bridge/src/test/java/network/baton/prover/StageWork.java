package network.baton.prover;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import network.baton.prover.FakeProver.Step;
import network.baton.prover.workflow.Stage;
import network.baton.prover.workflow.Stage.Collect;
import network.baton.prover.workflow.Workflow;

/**
 * Workers for a workflow that reckons: {@code split} makes three parts of a number, {@code part}
 * squares one, {@code join} adds up, {@code fold} appends, {@code wrap} dresses. What a job's input
 * says under {@code hang} or {@code fail} of a work happens there.
 */
final class StageWork {
  static final String TYPE = "squares-v1";
  private static final JsonMapper JSON = new JsonMapper();

  /** How often each job was begun, by stage and index. */
  final Map<String, AtomicInteger> begun = new ConcurrentHashMap<>();

  /** A job that never ends here, whatever its input says. */
  volatile String hangsAt = "";

  static Workflow squares() {
    return new Workflow(
        TYPE,
        List.of(
            stage("split", Collect.MATCH_ALL, 1, "", 0),
            stage("part", Collect.MATCH_ALL, 0, "split", 0, "split"),
            stage("join", Collect.MATCH_ALL, 1, "", 0, "part"),
            stage("wrap", Collect.MATCH_ALL, 1, "", 0, "join")));
  }

  static Workflow folded() {
    return new Workflow(
        TYPE,
        List.of(
            stage("split", Collect.MATCH_ALL, 1, "", 0),
            stage("part", Collect.MATCH_ALL, 0, "split", 0, "split"),
            stage("fold", Collect.SEQUENTIAL, 0, "", 0, "part"),
            stage("wrap", Collect.MATCH_ALL, 1, "", 0, "fold")));
  }

  static Workflow firstTwo() {
    return new Workflow(
        TYPE,
        List.of(
            stage("split", Collect.MATCH_ALL, 1, "", 0),
            stage("part", Collect.MATCH_ALL, 0, "split", 0, "split"),
            stage("join", Collect.FIRST_K, 1, "", 2, "part")));
  }

  private static Stage stage(
      String name, Collect collect, int parts, String split, int first, String... needs) {
    return new Stage(name, "w-" + name, List.of(needs), collect, parts, split, first, 1);
  }

  /** As many workers for each work of a workflow as it has parts. */
  List<Prover> workers(Workflow workflow) {
    return workflow.works().stream()
        .map(work -> (Prover) new FakeProver(work, work.equals("w-part") ? 3 : 1, this::script))
        .toList();
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JacksonException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private List<Step> script(JobRequest request) {
    JsonNode input = read(request.inputJson());
    String job = input.path("stage").asText() + "/" + input.path("index").asInt();
    begun.computeIfAbsent(job, j -> new AtomicInteger()).incrementAndGet();
    Step half = new Step.Say(new Progress("at work", 0, 500_000));
    String wish = job.equals(hangsAt) ? "hang" : input.path("job").path(job).asText();
    return switch (wish) {
      case "hang" -> List.of(half);
      case "slow" -> List.of(half, new Step.Pause(400), new Step.Answer(answer(input)));
      case "" -> List.of(half, new Step.Answer(answer(input)));
      default -> List.of(half, new Step.Fail(JobFailure.Kind.valueOf(wish), "as wished"));
    };
  }

  private static String answer(JsonNode input) {
    int sum = input.path("before").path("sum").asInt();
    String order = input.path("before").path("order").asText();
    for (JsonNode results : input.path("inputs")) {
      for (JsonNode result : results) {
        sum += result.path("output").path("sum").asInt();
        order += result.path("index").asText();
      }
    }
    return switch (input.path("stage").asText()) {
      case "split" -> "{\"parts\":[1,2,3]}";
      case "part" -> {
        int part = input.path("part").asInt();
        yield "{\"sum\":" + part * part + "}";
      }
      case "wrap" -> "{\"proof\":\"" + sum + "\"}";
      default -> "{\"sum\":" + sum + ",\"order\":\"" + order + "\"}";
    };
  }
}
