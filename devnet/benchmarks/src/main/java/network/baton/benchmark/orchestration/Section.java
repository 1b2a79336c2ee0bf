package network.baton.benchmark.orchestration;

/** A part of the benchmark that can be run by itself. */
enum Section {
  OVERHEAD,
  SCALING,
  BURST,
  FAULTS,
  MEMORY;

  /** As options and results have it. */
  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
