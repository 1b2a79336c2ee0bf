package network.baton.prover.nats;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.baton.prover.JobFailure;
import network.baton.prover.Progress;
import network.baton.prover.fleet.FleetEvent.AtWork;
import org.jspecify.annotations.Nullable;

/** What a fleet says on the bus: JSON objects, B-51. A message that cannot be read is empty. */
final class FleetMessages {
  private static final JsonMapper JSON = new JsonMapper();

  private FleetMessages() {}

  record JobMessage(
      String taskId, long token, String proofType, String inputJson, long timeoutMs) {}

  /** Of {@code progress}, {@code outputJson} and {@code failure} one is not null. */
  record Report(
      String worker,
      String taskId,
      long token,
      @Nullable Progress progress,
      @Nullable String outputJson,
      JobFailure.@Nullable Kind failure,
      String detail) {}

  /** {@code life} differs between two processes of one worker. */
  record Hello(String worker, long life, Set<String> proofTypes, int places, List<AtWork> jobs) {}

  static byte[] job(JobMessage job) {
    return bytes(
        JSON.createObjectNode()
            .put("task", job.taskId())
            .put("token", job.token())
            .put("proofType", job.proofType())
            .put("input", job.inputJson())
            .put("timeoutMs", job.timeoutMs()));
  }

  static Optional<JobMessage> job(byte[] bytes) {
    return read(bytes)
        .map(
            tree ->
                new JobMessage(
                    tree.path("task").asText(),
                    tree.path("token").asLong(),
                    tree.path("proofType").asText(),
                    tree.path("input").asText(),
                    tree.path("timeoutMs").asLong()));
  }

  static byte[] report(Report report) {
    ObjectNode tree =
        JSON.createObjectNode()
            .put("worker", report.worker())
            .put("task", report.taskId())
            .put("token", report.token());
    JobFailure.Kind failure = report.failure();
    Progress progress = report.progress();
    if (progress != null) {
      tree.putObject("progress")
          .put("stage", progress.stage())
          .put("index", progress.stageIndex())
          .put("ppm", progress.ppm());
    } else if (failure != null) {
      tree.put("failure", failure.name()).put("detail", report.detail());
    } else {
      tree.put("output", report.outputJson());
    }
    return bytes(tree);
  }

  static Optional<Report> report(byte[] bytes) {
    return read(bytes).map(FleetMessages::report);
  }

  private static Report report(JsonNode tree) {
    boolean begun = tree.path("progress").isObject();
    boolean failed = !begun && tree.has("failure");
    return new Report(
        tree.path("worker").asText(),
        tree.path("task").asText(),
        tree.path("token").asLong(),
        begun ? progress(tree.path("progress")) : null,
        begun || failed ? null : tree.path("output").asText(),
        failed ? kind(tree.path("failure").asText()) : null,
        failed ? tree.path("detail").asText() : "");
  }

  private static Progress progress(JsonNode said) {
    return new Progress(
        said.path("stage").asText(),
        Math.max(0, said.path("index").asInt()),
        Math.clamp(said.path("ppm").asInt(), 0, Progress.PPM_MAX));
  }

  private static JobFailure.Kind kind(String name) {
    try {
      return JobFailure.Kind.valueOf(name);
    } catch (IllegalArgumentException unknown) {
      return JobFailure.Kind.INVALID;
    }
  }

  static byte[] hello(Hello hello) {
    ObjectNode tree =
        JSON.createObjectNode()
            .put("worker", hello.worker())
            .put("life", hello.life())
            .put("places", hello.places());
    hello.proofTypes().forEach(tree.putArray("proofTypes")::add);
    var jobs = tree.putArray("jobs");
    for (AtWork job : hello.jobs()) {
      jobs.addObject().put("task", job.taskId()).put("token", job.token());
    }
    return bytes(tree);
  }

  static Optional<Hello> hello(byte[] bytes) {
    return read(bytes).map(FleetMessages::hello);
  }

  private static Hello hello(JsonNode tree) {
    Set<String> types = new HashSet<>();
    tree.path("proofTypes").forEach(type -> types.add(type.asText()));
    List<AtWork> jobs = new ArrayList<>();
    for (JsonNode job : tree.path("jobs")) {
      jobs.add(new AtWork(job.path("task").asText(), job.path("token").asLong()));
    }
    return new Hello(
        tree.path("worker").asText(),
        tree.path("life").asLong(),
        types,
        tree.path("places").asInt(),
        jobs);
  }

  static byte[] stop(long token) {
    return bytes(JSON.createObjectNode().put("token", token));
  }

  static long stop(byte[] bytes) {
    return read(bytes).map(tree -> tree.path("token").asLong()).orElse(0L);
  }

  private static byte[] bytes(ObjectNode tree) {
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JacksonException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Optional<JsonNode> read(byte[] bytes) {
    try {
      JsonNode tree = JSON.readTree(bytes);
      return tree != null && tree.isObject() ? Optional.of(tree) : Optional.empty();
    } catch (IOException garbage) {
      return Optional.empty();
    }
  }
}
