package network.baton.prover.trace;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import network.baton.prover.FakeProver;
import network.baton.prover.FakeProver.Step;
import network.baton.prover.JobFailure;
import network.baton.prover.JobRequest;
import network.baton.prover.Progress;

/**
 * What a job of the {@code trace} adapter does: takes its time with progress, fails as often as
 * asked. Draws are keyed by seed and job id, so a job has the same fate whatever ran before it. Its
 * proofs are hashes of the input, which no verifier takes.
 */
public final class TraceScript implements Function<JobRequest, List<Step>> {
  /**
   * Shares of jobs that go wrong, 0 to 1 each and together.
   *
   * @param crash die half-way
   * @param hang say nothing more half-way
   * @param fakeProgress go on to say that they are nearly done, and never are
   */
  public record Faults(double crash, double hang, double fakeProgress) {
    public static final Faults NONE = new Faults(0, 0, 0);

    public Faults {
      if (crash < 0 || hang < 0 || fakeProgress < 0 || crash + hang + fakeProgress > 1) {
        throw new IllegalArgumentException("shares of faults must be within 0 and 1 together");
      }
    }
  }

  private static final JsonMapper JSON = new JsonMapper();
  private static final int STEPS = 10;
  private static final String STAGE = "prove";

  private final TraceTimes times;
  private final Faults faults;
  private final long seed;

  public TraceScript(TraceTimes times, Faults faults, long seed) {
    this.times = times;
    this.faults = faults;
    this.seed = seed;
  }

  /** The adapter. */
  public FakeProver prover(String proofType, int parallel) {
    return new FakeProver(proofType, parallel, this);
  }

  @Override
  public List<Step> apply(JobRequest request) {
    byte[] digest = digest(seed + "/" + request.jobId());
    var draw = new SplittableRandom(java.nio.ByteBuffer.wrap(digest).getLong());
    double fate = draw.nextDouble();
    long stepMs = Math.round(times.ms(gas(request.inputJson()), draw) / STEPS);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      if (i == STEPS / 2) {
        if (fate < faults.crash()) {
          steps.add(new Step.Fail(JobFailure.Kind.CRASH, "the trace says so"));
          return steps;
        } else if (fate < faults.crash() + faults.hang()) {
          return steps;
        } else if (fate < faults.crash() + faults.hang() + faults.fakeProgress()) {
          steps.add(say(Progress.PPM_MAX - 1));
          return steps;
        }
      }
      steps.add(say(i * (Progress.PPM_MAX / STEPS)));
      steps.add(new Step.Pause(stepMs));
    }
    String proof = HexFormat.of().formatHex(digest(request.inputJson()));
    steps.add(new Step.Answer("{\"proof\":\"0x" + proof + "\"}"));
    return steps;
  }

  private static Step say(int ppm) {
    return new Step.Say(new Progress(STAGE, 0, ppm));
  }

  /** The block's gas, from {@code gasUsed} or the header; -1 when the input has neither. */
  private static long gas(String inputJson) {
    try {
      JsonNode input = JSON.readTree(inputJson);
      JsonNode gas = input.path("gasUsed");
      if (gas.canConvertToLong()) {
        return gas.asLong();
      }
      return HeaderGas.of(input.path("headerRlp").asText());
    } catch (JacksonException unreadable) {
      return -1;
    }
  }

  private static byte[] digest(String of) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(of.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
