package network.baton.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WakeQueueTest {
  private final Registry registry =
      new Registry(Registry.equalProvers(1), Registry.hash("queue"), 12_000, 10_000);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void tasksComeByTheirLatestMoment_thenBySlot_andOnlyOnce(long seed) {
    Random random = new Random(seed);
    List<WakeQueue.Entry> entries = new ArrayList<>();
    List<TaskState> tasks = new ArrayList<>();
    for (int slot = 1; slot <= 200; slot++) {
      Task task0 = registry.task(slot, Registry.TYPE_X);
      TaskState task = new TaskState(task0, 0, LeaseSettings.L1_REALTIME, new Agenda());
      tasks.add(task);
      entries.add(new WakeQueue.Entry(task));
    }
    WakeQueue queue = new WakeQueue();
    for (int move = 0; move < 2_000; move++) {
      WakeQueue.Entry entry = entries.get(random.nextInt(entries.size()));
      queue.set(entry, random.nextInt(4) == 0 ? WakeQueue.NEVER : random.nextInt(50));
      if (random.nextInt(10) == 0) {
        queue.poll(random.nextInt(20));
      }
      long firstMs = entries.stream().mapToLong(WakeQueue.Entry::atMs).min().orElseThrow();
      assertThat(queue.nextMs()).as("seed %d move %d", seed, move).isEqualTo(firstMs);
    }
    List<TaskState> expected =
        entries.stream()
            .filter(entry -> entry.atMs() != WakeQueue.NEVER)
            .sorted(Comparator.comparingLong(WakeQueue.Entry::atMs)) // stable: then by slot
            .map(entry -> tasks.get(entries.indexOf(entry)))
            .toList();
    List<TaskState> polled = new ArrayList<>();
    for (TaskState task = queue.poll(50); task != null; task = queue.poll(50)) {
      polled.add(task);
    }
    assertThat(polled).isEqualTo(expected);
    assertThat(queue.nextMs()).isEqualTo(WakeQueue.NEVER);
  }
}
