package network.baton.libp2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    executor.close();
  }

  @Test
  void everyJobIsDoneOnceWhoeverAddsIt() {
    WorkQueue queue = new WorkQueue(executor);
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < 4; i++) {
      executor.execute(
          () -> {
            for (int j = 0; j < 5_000; j++) {
              assertThat(queue.add(done::incrementAndGet)).isTrue();
            }
          });
    }
    Eventually.until("all", () -> done.get() == 20_000);
    assertThat(done).hasValue(20_000);
  }

  @Test
  void aJobThatBlocksDoesNotHoldUpOthers() throws Exception {
    WorkQueue queue = new WorkQueue(executor);
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    queue.add(
        () -> {
          try {
            blocked.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    queue.add(other::countDown);
    assertThat(other.await(60, TimeUnit.SECONDS)).isTrue();
    blocked.countDown();
  }

  @Test
  void whatAJobAddsIsDoneByTheSameWorkerWithoutWakingAnother() throws Exception {
    AtomicInteger tasks = new AtomicInteger();
    WorkQueue queue =
        new WorkQueue(
            task -> {
              tasks.incrementAndGet();
              executor.execute(task);
            });
    CountDownLatch done = new CountDownLatch(1);
    Queue<Boolean> workers = new ConcurrentLinkedQueue<>();
    queue.add(
        () ->
            queue.add(
                () -> {
                  workers.add(queue.isWorker());
                  done.countDown();
                }));
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(workers).containsExactly(true);
    assertThat(tasks).hasValue(1);
    assertThat(queue.isWorker()).isFalse();
  }

  @Test
  void aJobThatFailsDoesNotEndItsWorker() throws Exception {
    WorkQueue queue = new WorkQueue(executor);
    CountDownLatch done = new CountDownLatch(1);
    queue.add(
        () -> {
          queue.add(done::countDown);
          throw new IllegalStateException("expected by the test");
        });
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anExecutorThatIsOverTakesNothing() {
    WorkQueue queue =
        new WorkQueue(
            task -> {
              throw new RejectedExecutionException("expected by the test");
            });
    assertThat(queue.add(() -> {})).isFalse();
    assertThat(queue.add(() -> {})).isFalse();
  }
}
