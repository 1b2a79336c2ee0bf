package network.baton.prover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import network.baton.prover.FakeProver.Step;

class FakeProverTest extends ProverContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  Prover open(int parallel) {
    return new FakeProver(Steps.TYPE, parallel, FakeProverTest::script);
  }

  static List<Step> script(JobRequest request) {
    List<Step> script = new ArrayList<>();
    String output = "";
    try {
      JsonNode input = JSON.readTree(request.inputJson());
      JsonNode job = input.path("job"); // of a workflow's stage
      for (JsonNode step : (job.isObject() ? job : input).path("steps")) {
        JsonNode say = step.path("say");
        if (say.isObject()) {
          script.add(
              new Step.Say(
                  new Progress(
                      say.path("stage").asText(),
                      say.path("index").asInt(),
                      say.path("ppm").asInt())));
        } else if (step.has("output")) {
          output = step.path("output").asText();
        } else if (step.has("answer")) {
          script.add(
              output.startsWith("{")
                  ? new Step.Answer(output)
                  : new Step.Fail(JobFailure.Kind.INVALID, "not JSON"));
        } else if (step.has("fail")) {
          String detail = step.path("fail").path("detail").asText();
          script.add(new Step.Fail(JobFailure.Kind.CRASH, detail));
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return script;
  }
}
