package network.baton.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.prover.Health;
import network.baton.prover.JobFailure;
import network.baton.prover.JobListener;
import network.baton.prover.JobRequest;
import network.baton.prover.JobResult;
import network.baton.prover.Progress;
import network.baton.prover.Prover;
import network.baton.wire.BlockHeader;

/**
 * Times an operator's provers at their fullest: all proof types at once, and of each as many proofs
 * as it has places. Each place proves one block first that does not count.
 */
final class Calibration {
  private static final long LOOK_MS = 50;
  private final Map<String, Prover> provers;
  private final Address operator;
  private final long chainId;
  private final long timeoutMs;
  private final AtomicInteger jobs = new AtomicInteger();

  /** One proof, or why there is none. */
  record Sample(long block, long gasUsed, long ms, String failure) {
    boolean ok() {
      return failure.isEmpty();
    }
  }

  /** All samples of a proof type. */
  record Times(int places, List<Sample> samples) {
    Times {
      samples = List.copyOf(samples);
    }

    List<PromiseEstimate.Timed> timed() {
      return samples.stream()
          .filter(Sample::ok)
          .map(sample -> new PromiseEstimate.Timed(sample.gasUsed(), sample.ms()))
          .toList();
    }

    List<Sample> failures() {
      return samples.stream().filter(sample -> !sample.ok()).toList();
    }
  }

  /**
   * @param provers by the name of what they make
   * @param timeoutMs a proof that takes longer is a failure
   */
  Calibration(Map<String, Prover> provers, Address operator, long chainId, long timeoutMs) {
    this.provers = new LinkedHashMap<>(provers);
    this.operator = operator;
    this.chainId = chainId;
    this.timeoutMs = timeoutMs;
  }

  /**
   * Waits for all provers.
   *
   * @throws NodeException when one is not ready in time
   */
  void awaitReady(long waitMs) throws InterruptedException {
    long end = System.nanoTime() + waitMs * 1_000_000;
    for (var prover : provers.entrySet()) {
      Health health = prover.getValue().health();
      while (!health.ready()) {
        if (System.nanoTime() > end) {
          throw new NodeException(
              "the prover of "
                  + prover.getKey()
                  + " is not ready after "
                  + waitMs / 1_000
                  + " s: "
                  + health.detail());
        }
        Thread.sleep(LOOK_MS);
        health = prover.getValue().health();
      }
    }
  }

  /**
   * Proves each block so many times with every prover.
   *
   * @param told hears of each proof that counts, on any thread
   */
  Map<String, Times> run(List<BlockHeader> blocks, int rounds, BiConsumer<String, Sample> told)
      throws InterruptedException {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    Map<String, Integer> places = new LinkedHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (var entry : provers.entrySet()) {
      String type = entry.getKey();
      Queue<BlockHeader> due = new ConcurrentLinkedQueue<>();
      for (int round = 0; round < rounds; round++) {
        due.addAll(blocks);
      }
      List<Sample> found = new ArrayList<>();
      samples.put(type, found);
      int atOnce = Math.min(entry.getValue().capabilities().parallelJobs(), due.size());
      places.put(type, atOnce);
      for (int place = 0; place < atOnce; place++) {
        BlockHeader first = blocks.get(place % blocks.size());
        threads.add(
            Thread.ofPlatform()
                .name("calibrate-" + type + "-" + place)
                .start(() -> prove(type, entry.getValue(), first, due, found, told)));
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Map<String, Times> times = new LinkedHashMap<>();
    samples.forEach(
        (type, found) -> {
          synchronized (found) {
            times.put(type, new Times(places.getOrDefault(type, 1), found));
          }
        });
    return times;
  }

  private void prove(
      String type,
      Prover prover,
      BlockHeader first,
      Queue<BlockHeader> due,
      List<Sample> found,
      BiConsumer<String, Sample> told) {
    one(type, prover, first);
    for (BlockHeader block = due.poll(); block != null; block = due.poll()) {
      Sample sample = one(type, prover, block);
      synchronized (found) {
        found.add(sample);
      }
      told.accept(type, sample);
    }
  }

  private Sample one(String type, Prover prover, BlockHeader block) {
    String id = "calibrate-" + jobs.incrementAndGet();
    Hash32 task = block.hash();
    var request =
        new JobRequest(id, type, JobInputs.of(task, type, operator, block, chainId), timeoutMs);
    var end = new CompletableFuture<Sample>();
    prover.start(request, new End(block, end));
    return end.join();
  }

  private record End(BlockHeader block, CompletableFuture<Sample> end) implements JobListener {
    @Override
    public void onProgress(Progress progress) {}

    @Override
    public void onResult(JobResult result) {
      boolean proof = Provers.proofBytes(result.outputJson()) != null;
      String failure = proof ? "" : "INVALID: its output has no field 'proof' with 0x-hex";
      end.complete(sample(result.wallMs(), failure));
    }

    @Override
    public void onFailure(JobFailure failure) {
      end.complete(sample(failure.wallMs(), failure.kind() + ": " + failure.detail()));
    }

    private Sample sample(long ms, String failure) {
      return new Sample(block.number(), block.gasUsed(), ms, failure);
    }
  }
}
