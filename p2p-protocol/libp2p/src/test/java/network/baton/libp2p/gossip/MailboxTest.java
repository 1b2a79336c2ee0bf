package network.baton.libp2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private static final int JOBS = 20_000;

  private final AtomicLong nextTickMs = new AtomicLong(Long.MAX_VALUE);
  private final AtomicInteger ticks = new AtomicInteger();
  private final LongAdder failures = new LongAdder();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Mailbox mailbox =
      new Mailbox("test", MailboxTest::nowMs, nextTickMs::get, this::tick, failures);

  /** Touched by jobs only: no lock guards it. */
  private final List<Integer> log = new ArrayList<>();

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  private void tick() {
    ticks.incrementAndGet();
    nextTickMs.set(Long.MAX_VALUE);
  }

  @AfterEach
  void close() {
    mailbox.close(() -> {});
    threads.shutdown();
  }

  @Test
  void jobsOfManyThreadsRunOneAtATimeAndEachThreadsInOrder() throws Exception {
    mailbox.start();
    List<Future<?>> posting = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int first = t * JOBS;
      boolean guest = t % 2 == 0;
      posting.add(
          threads.submit(
              () -> {
                for (int i = first; i < first + JOBS; i++) {
                  int number = i;
                  if (guest) {
                    mailbox.run(() -> log.add(number));
                  } else {
                    mailbox.post(() -> log.add(number));
                  }
                }
              }));
    }
    for (Future<?> done : posting) {
      done.get();
    }
    List<Integer> all = mailbox.ask(() -> List.copyOf(log));
    assertThat(all).hasSize(4 * JOBS);
    for (int t = 0; t < 4; t++) {
      int thread = t;
      assertThat(all.stream().filter(number -> number / JOBS == thread).toList()).isSorted();
    }
  }

  @Test
  void aPostedJobRunsThoughNobodyElseComes() {
    mailbox.start();
    for (int i = 0; i < 200; i++) {
      AtomicInteger done = new AtomicInteger();
      mailbox.post(done::incrementAndGet);
      Eventually.until("done", () -> done.get() == 1);
    }
  }

  @Test
  void aJobThatPostsAnotherIsFollowedByIt() {
    mailbox.start();
    mailbox.run(
        () -> {
          mailbox.run(() -> log.add(2));
          log.add(1);
        });
    assertThat(mailbox.ask(() -> List.copyOf(log))).containsExactly(1, 2);
  }

  @Test
  void aQuestionOfAJobIsAnsweredAtOnce() {
    mailbox.start();
    assertThat(mailbox.ask(() -> mailbox.ask(() -> 7))).isEqualTo(7);
  }

  @Test
  void aTickThatAGuestMakesDueEarlierIsKept() {
    mailbox.start();
    mailbox.run(() -> nextTickMs.set(nowMs() + 20));
    Eventually.until("tick", () -> ticks.get() == 1);
  }

  @Test
  void aJobThatFailsIsCountedAndTheNextOneRuns() {
    mailbox.start();
    mailbox.run(
        () -> {
          throw new IllegalStateException("expected by the test");
        });
    assertThat(mailbox.ask(() -> 1)).isEqualTo(1);
    assertThat(failures.sum()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                mailbox.ask(
                    () -> {
                      throw new IllegalArgumentException("of the question");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatComesAfterTheEndIsAbandoned() {
    mailbox.start();
    mailbox.run(() -> log.add(1));
    mailbox.close(() -> log.add(2));
    assertThat(log).containsExactly(1, 2);
    mailbox.run(() -> log.add(3));
    assertThatThrownBy(() -> mailbox.ask(() -> 1)).isInstanceOf(IllegalStateException.class);
    assertThat(log).containsExactly(1, 2);
  }
}
