package network.baton.prover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import network.baton.prover.ProcessProverConfig.Mode;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What foreign processes do wrong, and the one line that each of it becomes. */
class ProcessProverTest {
  private static final long GRACE_MS = 100;
  private final Path workDir = ScriptedProcess.newWorkDir();
  private ProcessProver prover = open(Mode.ONE_SHOT, ScriptedProcess.command(Mode.ONE_SHOT));

  private ProcessProver open(Mode mode, List<String> command) {
    return open(mode, command, GRACE_MS);
  }

  private ProcessProver open(Mode mode, List<String> command, long graceMs) {
    return new ProcessProver(
        ScriptedProcess.config(mode, command, 1, graceMs, workDir), ScriptedProcess.LIMITS);
  }

  private void use(Mode mode, String... command) {
    use(mode, GRACE_MS, List.of(command));
  }

  private void use(Mode mode, long graceMs, List<String> command) {
    prover.close();
    prover = open(mode, command, graceMs);
  }

  private void useScripted(Mode mode) {
    use(mode, GRACE_MS, ScriptedProcess.command(mode));
  }

  private RecordingListener start(String... steps) {
    return start(Steps.request("a", steps));
  }

  private RecordingListener start(JobRequest request) {
    RecordingListener listener = new RecordingListener();
    prover.start(request, listener);
    return listener;
  }

  @AfterEach
  void close() {
    prover.close();
    assertThat(ScriptedProcess.filesIn(workDir)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aCommandThatIsNotThereIsUnavailableAndSaysWhatToDo(Mode mode) {
    use(mode, "no-such-prover", "x");

    JobFailure failure = start(Steps.ANSWER).awaitFailure(JobFailure.Kind.UNAVAILABLE);

    assertThat(failure.detail())
        .contains("cannot start 'no-such-prover': install it or correct the prover's command");
    assertThat(prover.health().ready()).isFalse();
    assertThat(prover.health().detail()).contains("no-such-prover");
  }

  @ParameterizedTest
  @EnumSource
  void anExitWithAnErrorIsACrashWithTheLastLineOfStderr(Mode mode) {
    useScripted(mode);

    JobFailure failure =
        start("{\"stderr\": \"loading\\nno memory left\"}", "{\"exit\": 1}")
            .awaitFailure(JobFailure.Kind.CRASH);

    assertThat(failure.detail()).endsWith("exited with 1: no memory left");
  }

  @ParameterizedTest
  @CsvSource({
    "{'answer': true}, the prover wrote no output file",
    "{'output': '\"0x00\"'} {'answer': true}, the output is not a JSON object",
    "{'output': '{'} {'answer': true}, the output is not JSON",
    "{'zeros': 4097} {'answer': true}, the output has more than 4096 bytes",
  })
  void anOutputThatBreaksTheContractIsInvalid(String steps, String detail) {
    for (Mode mode : Mode.values()) {
      useScripted(mode);
      String[] each = steps.replace("} {", "}\n{").split("\n", -1);
      for (int i = 0; i < each.length; i++) {
        each[i] = each[i].replace("\"", "\\\"").replace('\'', '"');
      }

      assertThat(start(each).awaitFailure(JobFailure.Kind.INVALID).detail()).isEqualTo(detail);
    }
  }

  @Test
  void aCrashedWorkerIsStartedAgain() {
    useScripted(Mode.WORKER);
    start("{\"exit\": 7}").awaitFailure(JobFailure.Kind.CRASH);

    awaitHealth(true);

    start(Steps.ANSWER).awaitResult();
  }

  @Test
  void aWorkerThatRestsAfterACrashTakesNoJobs() {
    prover.close();
    ProcessLimits longRest = new ProcessLimits(2_048, 200, 5, 4_096, 30_000, 60_000, 60_000);
    List<String> command = List.of("sh", "-c", "echo broken keys >&2; exit 9");
    prover =
        new ProcessProver(
            ScriptedProcess.config(Mode.WORKER, command, 1, GRACE_MS, workDir), longRest);
    awaitHealth(false);

    JobFailure failure = start(Steps.ANSWER).awaitFailure(JobFailure.Kind.UNAVAILABLE);

    assertThat(failure.detail()).isEqualTo("the worker exited with 9: broken keys");
    assertThat(prover.health().detail()).isEqualTo(failure.detail());
  }

  @Test
  void aWorkerThatEndsWithoutAWordIsInvalid() throws IOException {
    JobFailure failure = failureBehindAGate("echo hello").awaitFailure(JobFailure.Kind.INVALID);

    assertThat(failure.detail()).isEqualTo("the worker exited with 0; it printed 'hello'");
  }

  @Test
  void aWorkerThatPrintsGarbageInsteadOfReadyIsInvalid() throws IOException {
    JobFailure failure = failureBehindAGate("yes no").awaitFailure(JobFailure.Kind.INVALID);

    assertThat(failure.detail())
        .isEqualTo("the worker prints lines that are not protocol, the first: 'no'");
  }

  /** The worker runs {@code script} once a job waits for it. */
  private RecordingListener failureBehindAGate(String script) throws IOException {
    Path gate = workDir.resolve("gate");
    String wait = "until [ -e " + gate.toAbsolutePath() + " ]; do sleep 0.02; done; ";
    use(Mode.WORKER, "sh", "-c", wait + script);
    RecordingListener listener = start(Steps.ANSWER);
    Files.createFile(gate);
    listener.awaitEnd();
    Files.delete(gate);
    return listener;
  }

  @Test
  void aWorkerThatPrintsGarbageAfterAJobIsInvalidInOneLine() {
    String flood = "echo '{\"ready\":true}'; read line; yes '\u001b[31mI am no prover'";
    use(Mode.WORKER, "sh", "-c", flood);

    JobFailure failure = start(Steps.ANSWER).awaitFailure(JobFailure.Kind.INVALID);

    assertThat(failure.detail())
        .isEqualTo(
            "the worker prints lines that are not protocol, the first: '[31mI am no prover'");
  }

  @Test
  void aWorkerThatPrintsGarbageAndHangsTimesOutWithAHint() {
    String hang = "echo '{\"ready\":true}'; read line; echo Segment 1 of 3; sleep 1000";
    use(Mode.WORKER, "sh", "-c", hang);
    awaitHealth(true);

    JobFailure failure =
        start(Steps.request("a", 1_000, Steps.ANSWER)).awaitFailure(JobFailure.Kind.TIMEOUT);

    assertThat(failure.detail()).isEqualTo("no answer after 1000 ms; it printed 'Segment 1 of 3'");
  }

  @Test
  void someGarbageAndOverlongLinesAreIgnored() {
    for (Mode mode : Mode.values()) {
      useScripted(mode);
      String longLine = "{\"raw\": \"" + "x".repeat(5_000) + "\"}";

      start("{\"raw\": \"hello\"}", "{\"raw\": \"[1]\"}", longLine, Steps.ANSWER).awaitResult();
    }
  }

  @Test
  void aWorkerThatWritesLinesWithoutEndIsInvalid() {
    useScripted(Mode.WORKER);

    JobFailure failure =
        start("{\"toldOften\": 300}", Steps.NEVER).awaitFailure(JobFailure.Kind.INVALID);

    assertThat(failure.detail()).isEqualTo("the worker wrote more than 200 lines");
  }

  @Test
  void aOneShotProverMayPrintWhatItLikes() {
    start("{\"flood\": 50}", "{\"toldOften\": 300}", Steps.ANSWER).awaitResult();
  }

  @Test
  void aWorkerThatObeysACancelStaysWarm() {
    use(Mode.WORKER, 30_000, ScriptedProcess.command(Mode.WORKER));
    String first = pidOfACancelledJob(Steps.NEVER);

    assertThat(pidOfACancelledJob(Steps.NEVER)).isEqualTo(first);
  }

  @Test
  void aWorkerThatIgnoresACancelIsReplaced() {
    useScripted(Mode.WORKER);
    String first = pidOfACancelledJob("{\"deaf\": true}", "{\"ignoreTerm\": true}", Steps.NEVER);

    String second = pidOfACancelledJob(Steps.NEVER);

    assertThat(second).isNotEqualTo(first);
    awaitEndOf(first);
  }

  private String pidOfACancelledJob(String... steps) {
    RecordingListener listener = new RecordingListener();
    String[] all = new String[steps.length + 1];
    System.arraycopy(steps, 0, all, 0, steps.length - 1);
    all[steps.length - 1] = "{\"pid\": true}";
    all[steps.length] = steps[steps.length - 1];
    Job job = prover.start(Steps.request("a", all), listener);
    String stage = listener.awaitProgress().stage();
    job.cancel();
    listener.awaitFailure(JobFailure.Kind.CANCELLED);
    return stage.substring("pid-".length());
  }

  @ParameterizedTest
  @EnumSource
  void closeLeavesNoProcessEvenOfOneThatIgnoresSigterm(Mode mode) {
    useScripted(mode);
    RecordingListener listener = start("{\"ignoreTerm\": true}", "{\"child\": true}", Steps.NEVER);
    String child = listener.awaitProgress().stage().substring("child-".length());
    assertThat(ProcessHandle.of(Long.parseLong(child))).isPresent();

    prover.close();

    listener.awaitFailure(JobFailure.Kind.CANCELLED);
    awaitEndOf(child);
  }

  private static void awaitEndOf(String pid) {
    ProcessHandle.of(Long.parseLong(pid))
        .ifPresent(
            handle ->
                handle.onExit().orTimeout(RecordingListener.PATIENCE_S, TimeUnit.SECONDS).join());
  }

  @ParameterizedTest
  @EnumSource
  void theEnvironmentHoldsOnlyWhatIsNeededAndConfigured(Mode mode) {
    useScripted(mode);

    String output = start("{\"variables\": true}", "{\"answer\": true}").awaitResult().outputJson();

    assertThat(output).contains("\"PATH\"", "\"GREETING\"");
    assertThat(output.replaceAll("[^A-Z_,]", "").split(","))
        .isSubsetOf("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "GREETING");
  }

  @Test
  void aListenerThatThrowsDoesNotStopTheProver() {
    CompletableFuture<String> heard = new CompletableFuture<>();
    prover.start(
        Steps.request("a", Steps.ANSWER),
        new RecordingListener() {
          @Override
          public void onResult(JobResult result) {
            heard.complete(result.outputJson());
            throw new IllegalStateException("a defect of the listener");
          }
        });
    heard.orTimeout(RecordingListener.PATIENCE_S, TimeUnit.SECONDS).join();

    start(Steps.request("b", Steps.ANSWER)).awaitResult();
  }

  @Test
  void aListenerMustNotCloseItsProver() {
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    prover.start(
        Steps.request("a", Steps.ANSWER),
        new RecordingListener() {
          @Override
          public void onResult(JobResult result) {
            refused.complete(Assertions.catchThrowable(prover::close));
          }
        });

    assertThat(refused.orTimeout(RecordingListener.PATIENCE_S, TimeUnit.SECONDS).join())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aConfigurationThatCannotWorkIsRefusedAtBirth() {
    assertThatThrownBy(() -> ScriptedProcess.config(Mode.WORKER, List.of(), 1, 0, workDir))
        .hasMessage("command is empty");
    assertThatThrownBy(() -> ScriptedProcess.config(Mode.WORKER, List.of("x"), 0, 0, workDir))
        .hasMessage("parallel 0 is outside 1..64");
    assertThatThrownBy(() -> ScriptedProcess.config(Mode.WORKER, List.of("x"), 1, -1, workDir))
        .hasMessage("graceMs -1 is outside 0..60000");
  }

  /** Waits until the prover is healthy, or says what is wrong. */
  private void awaitHealth(boolean ready) {
    long end = System.nanoTime() + Duration.ofSeconds(RecordingListener.PATIENCE_S).toNanos();
    Health health = prover.health();
    while ((health.ready() != ready || health.detail().equals("starting"))
        && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      health = prover.health();
    }
    assertThat(health.ready()).as(health.detail()).isEqualTo(ready);
  }
}
