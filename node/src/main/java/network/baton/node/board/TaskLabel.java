package network.baton.node.board;

import network.baton.lease.Task;
import org.jspecify.annotations.Nullable;

/** What a task is called where people read: its proof type, and for a part which one. */
public final class TaskLabel {
  private TaskLabel() {}

  public static String of(String proofType, Task task) {
    String part = part(task);
    return part == null ? proofType : proofType + " " + part;
  }

  /** Such as {@code 2/3}; null for a whole proof. */
  public static @Nullable String part(Task task) {
    return task.stage() == 0 ? null : (task.index() + 1) + "/" + task.count();
  }
}
