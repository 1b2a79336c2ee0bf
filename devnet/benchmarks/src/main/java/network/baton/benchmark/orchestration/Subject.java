package network.baton.benchmark.orchestration;

/** What is measured: takes tasks, has them executed on its workers, hands results out. */
interface Subject extends AutoCloseable {
  /** {@link Stamps#out} is called when the result is out. */
  void submit(Stamps task);

  /** Drops what the benchmark itself keeps of a task that is out. */
  void forget(Stamps task);

  @Override
  void close();

  /** How one is made. */
  interface Kind {
    String name();

    /** Ready when it returns: the workers are there. */
    Subject open(int workers, Executor executor) throws Exception;
  }
}
