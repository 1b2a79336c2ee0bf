import type { Slot, Task } from "../api";

export type Only = "all" | "takeovers" | "troubles";

export interface Filter {
  /** Null shows every proof type. */
  proofType: string | null;
  /** Null shows every prover; else the tasks in which this one held a lease. */
  prover: number | null;
  only: Only;
}

export const NO_FILTER: Filter = { proofType: null, prover: null, only: "all" };

export function isFiltering(filter: Filter): boolean {
  return filter.proofType !== null || filter.prover !== null || filter.only !== "all";
}

export function visibleTasks(slot: Slot, filter: Filter): Task[] {
  if (!isFiltering(filter)) return slot.tasks;
  return slot.tasks.filter(
    (task) =>
      (filter.proofType === null || task.proofType === filter.proofType) &&
      (filter.prover === null || task.leases.some((lease) => lease.prover === filter.prover)) &&
      matches(task, filter.only),
  );
}

function matches(task: Task, only: Only): boolean {
  switch (only) {
    case "all":
      return true;
    case "takeovers":
      return task.leases.some((lease) => lease.term > 1);
    case "troubles":
      return (
        task.state === "missed" ||
        task.state === "orphaned" ||
        (task.state === "proven" && task.onTime === false) ||
        task.settlement?.state === "failed" ||
        task.leases.some((lease) => lease.state === "void")
      );
  }
}
