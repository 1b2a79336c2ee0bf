package network.baton.lease;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The blocks of the open tasks: how many proof types of each are proven, which one is the head of
 * the unproven chain, and which tasks still need others. A block leaves with its last task.
 */
final class Blocks {
  private static final class Block {
    final long number;
    final List<TaskState> tasks = new ArrayList<>(4);
    final Set<Hash32> provenTypes = new LinkedHashSet<>(4);
    boolean proven;

    Block(long number) {
      this.number = number;
    }

    boolean isLatched(Hash32 taskId) {
      for (TaskState task : tasks) {
        if (task.task().taskId().equals(taskId)) {
          return task.isLatched();
        }
      }
      return false;
    }

    boolean areLatched(List<Hash32> taskIds) {
      for (Hash32 taskId : taskIds) {
        if (!isLatched(taskId)) {
          return false;
        }
      }
      return true;
    }

    boolean isTypeProven(Hash32 proofType) {
      for (TaskState task : tasks) {
        if (task.task().proofType().equals(proofType) && !task.isLatched()) {
          return false;
        }
      }
      return true;
    }
  }

  private final int provenTypes;
  private final Map<Hash32, Block> byHash = new LinkedHashMap<>();
  private final TreeMap<Long, Integer> unprovenByNumber = new TreeMap<>();

  private long headSinceMs;

  Blocks(int provenTypes) {
    this.provenTypes = provenTypes;
  }

  void opened(TaskState state, long nowMs) {
    Task task = state.task();
    Block block = byHash.get(task.blockHash());
    if (block == null) {
      block = new Block(task.blockNumber());
      byHash.put(task.blockHash(), block);
      unprovenByNumber.merge(block.number, 1, Integer::sum);
    }
    block.tasks.add(state);
    if (block.areLatched(task.needs())) { // T-09
      state.ready(nowMs);
    }
  }

  /**
   * A task was latched: sets those free that needed it, and answers whether that made the block
   * proven (T-08).
   */
  boolean latched(TaskState state, long nowMs) {
    Block block = byHash.get(state.task().blockHash());
    if (block == null) {
      return false;
    }
    for (TaskState other : block.tasks) {
      if (!other.isReady() && block.areLatched(other.task().needs())) { // T-09
        other.ready(nowMs);
      }
    }
    Hash32 proofType = state.task().proofType();
    if (block.isTypeProven(proofType)) {
      block.provenTypes.add(proofType);
    }
    if (block.proven || block.provenTypes.size() < provenTypes) {
      return false;
    }
    block.proven = true;
    leaveUnproven(block);
    return true;
  }

  void closed(TaskState state) {
    Block block = byHash.get(state.task().blockHash());
    if (block != null && block.tasks.remove(state) && block.tasks.isEmpty()) {
      byHash.remove(state.task().blockHash());
      if (!block.proven) {
        leaveUnproven(block);
      }
    }
  }

  private void leaveUnproven(Block block) {
    unprovenByNumber.computeIfPresent(block.number, (_, count) -> count > 1 ? count - 1 : null);
  }

  /** Another block became the head. */
  void headMoved(long nowMs) {
    headSinceMs = nowMs;
  }

  long headSinceMs() {
    return headSinceMs;
  }

  /** O-18: the number of the lowest block that is not proven; the largest number if all are. */
  long headNumber() {
    return unprovenByNumber.isEmpty() ? Long.MAX_VALUE : unprovenByNumber.firstKey();
  }
}
