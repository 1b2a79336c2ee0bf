package network.baton.benchmark.orchestration;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tasks in flight by id: executors find the stamps of what they are given. */
final class Board {
  private final Map<String, Stamps> tasks = new ConcurrentHashMap<>();

  void put(Stamps task) {
    tasks.put(task.id, task);
  }

  Optional<Stamps> find(String id) {
    return Optional.ofNullable(tasks.get(id));
  }

  void out(String id) {
    Stamps task = tasks.get(id);
    if (task != null) {
      task.out();
    }
  }

  void forget(Stamps task) {
    tasks.remove(task.id);
  }
}
