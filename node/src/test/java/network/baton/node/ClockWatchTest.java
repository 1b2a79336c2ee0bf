package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import network.baton.node.clock.NtpAnswer;
import network.baton.node.clock.NtpAnswer.Why;
import network.baton.node.clock.NtpServer;
import org.junit.jupiter.api.Test;

/** The node's clock, and what makes it stop claiming (D-05). */
class ClockWatchTest {
  private static final long EPOCH_MS = 1_800_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(17);
  private final AtomicLong systemAheadMs = new AtomicLong();
  private final NodeClock clock =
      new NodeClock(
          nanos::get, () -> (EPOCH_MS + systemAheadMs.get()) * 1_000 + nanos.get() / 1_000);
  private final ClockWatch watch = new ClockWatch(clock);

  private void pass(long ms) {
    nanos.addAndGet(ms * 1_000_000);
  }

  private boolean isOff() {
    return watch.objection() != null;
  }

  @Test
  void steppedSystemClockIsFollowedSlowlyAndNeverBackwards() {
    systemAheadMs.set(-100);
    long before = clock.nowMicros();
    for (int second = 0; second < 60; second++) {
      watch.objection();
      for (int step = 0; step < 10; step++) {
        pass(100);
        long now = clock.nowMicros();
        assertThat(now - before)
            .as("a tenth of a second to half a percent")
            .isBetween(99_499L, 100_001L);
        before = now;
      }
    }
    assertThat(clock.driftMs()).isBetween(-2L, 0L);
  }

  @Test
  void stepBeyondTheLimitStopsClaimingUntilTheClockIsBackWithinHalfOfIt() {
    assertThat(isOff()).isFalse();
    systemAheadMs.set(501);
    assertThat(isOff()).isTrue();

    int seconds = 0;
    while (isOff() && seconds < 1_000) {
      pass(1_000);
      seconds++;
    }
    assertThat(clock.driftMs()).isLessThanOrEqualTo(ClockWatch.BACK_MS);
    assertThat(seconds).as("at half a percent").isBetween(45, 60);
  }

  @Test
  void serversStopClaimingBeyondTheLimitAndResumeWithinTheLowerOne() {
    watch.servers(500);
    assertThat(isOff()).isFalse();
    watch.servers(-501);
    assertThat(isOff()).isTrue();
    watch.servers(-251);
    assertThat(isOff()).isTrue();
    watch.servers(250);
    assertThat(isOff()).isFalse();
    watch.servers(400);
    assertThat(isOff()).isFalse();
  }

  @Test
  void blocksFromTheFutureShowThatTheClockIsBehind() {
    for (int block = 1; block < ClockWatch.BLOCKS; block++) {
      watch.block(EPOCH_MS, EPOCH_MS - 600);
    }
    watch.block(EPOCH_MS, EPOCH_MS - 400);
    assertThat(isOff()).as("the least of them counts").isFalse();
    watch.block(EPOCH_MS, EPOCH_MS + 3_000);
    for (int block = 1; block <= ClockWatch.BLOCKS; block++) {
      assertThat(isOff()).isFalse();
      watch.block(EPOCH_MS, EPOCH_MS - 501);
    }
    assertThat(isOff()).isTrue();
    watch.block(EPOCH_MS, EPOCH_MS - 250);
    assertThat(isOff()).isFalse();
  }

  private static final NtpServer A = new NtpServer("a", 123);
  private static final NtpServer B = new NtpServer("b", 123);
  private static final NtpServer C = new NtpServer("c", 123);

  private final Map<NtpServer, Deque<NtpAnswer>> answers = new HashMap<>();
  private final List<Long> told = new ArrayList<>();
  private final NtpPoll poll = new NtpPoll(List.of(A, B, C), this::next, clock::nowMs, told::add);

  private NtpAnswer next(NtpServer server) {
    return Objects.requireNonNull(answers.getOrDefault(server, new ArrayDeque<>()).pollFirst());
  }

  private void answer(NtpServer server, NtpAnswer... given) {
    answers.put(server, new ArrayDeque<>(List.of(given)));
  }

  private static NtpAnswer offsetMs(long ms) {
    return new NtpAnswer.Offset(ms * 1_000, 100);
  }

  private static NtpAnswer refused(Why why) {
    return new NtpAnswer.Refused(why, "");
  }

  @Test
  void oneServerThatLiesIsOutvoted() {
    answer(A, offsetMs(-90_000), refused(Why.TIMEOUT));
    answer(B, offsetMs(3), offsetMs(90_000));
    answer(C, offsetMs(5), offsetMs(-7));

    poll.round();
    poll.round();

    assertThat(told).containsExactly(3L, -7L);
  }

  @Test
  void silenceOfAllServersIsNoNews() {
    for (NtpServer server : List.of(A, B, C)) {
      answer(server, refused(Why.TIMEOUT));
    }
    poll.round();

    assertThat(told).isEmpty();
    var counted = new HashMap<Why, Long>();
    poll.countRefusals(counted::put);
    assertThat(counted).containsExactly(Map.entry(Why.TIMEOUT, 3L));
  }

  @Test
  void serverThatAsksForItIsLeftAloneForAWhile() {
    answer(A, refused(Why.KISS_OF_DEATH), offsetMs(1));
    answer(B, offsetMs(2), offsetMs(2), offsetMs(2));
    answer(C, offsetMs(2), offsetMs(2), offsetMs(2));

    poll.round();
    pass(NtpPoll.LEFT_ALONE_MS - 1);
    poll.round();
    assertThat(answers.get(A)).hasSize(1);
    pass(1);
    poll.round();
    assertThat(answers.get(A)).isEmpty();
  }
}
