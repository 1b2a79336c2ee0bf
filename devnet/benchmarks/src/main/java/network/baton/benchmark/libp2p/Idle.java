package network.baton.benchmark.libp2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import network.baton.benchmark.orchestration.Machine;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.Stream;
import network.baton.libp2p.StreamReader;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.host.HostConfig;
import network.baton.libp2p.host.TcpHost;

/**
 * What our dialling hosts see of a listening process: connections, transfers, and what idle peers
 * cost it. The dialling side is ours whichever stack listens.
 */
final class Idle implements AutoCloseable {
  static final String TOPIC = "bench";

  private static final int TRANSFER_BYTES = 4 << 20;
  private static final int CHUNK_BYTES = 256 << 10;
  private static final int DIALLERS = 4;
  private static final long WAIT_SECONDS_MAX = 60;
  private static final long SETTLE_MS = 3_000;
  private static final long LOOK_NS = 100_000;

  private final PeerProcess listener;
  private final Multiaddr address;
  private final List<TcpHost> diallers = new ArrayList<>();

  Idle(PeerKind kind) throws IOException {
    listener = PeerProcess.start(kind.listener(), List.of());
    address = listener.address();
  }

  /**
   * @param perSecond connections made and closed again, by four diallers at once
   * @param listenerCpuMs the listener's processor time for each
   */
  record Connections(double perSecond, double listenerCpuMs) {}

  Connections connections(int warmUp, int count) throws Exception {
    List<TcpHost> hosts = new ArrayList<>();
    for (int i = 0; i < DIALLERS; i++) {
      hosts.add(dialler());
    }
    cycles(hosts, warmUp);
    double cpu = listener.cpuSeconds();
    long begunNs = System.nanoTime();
    cycles(hosts, count);
    double seconds = (System.nanoTime() - begunNs) / 1e9;
    return new Connections(count / seconds, (listener.cpuSeconds() - cpu) * 1e3 / count);
  }

  private void cycles(List<TcpHost> hosts, int count) throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (TcpHost host : hosts) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < count / hosts.size(); i++) {
                        join(host.connect(address)).close();
                        while (!host.connections().isEmpty()) {
                          LockSupport.parkNanos(LOOK_NS);
                        }
                      }
                    } catch (IOException e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new IOException("connections failed: " + failures.size(), failures.getFirst());
    }
  }

  /** Milliseconds of each of some transfers of 4 MiB, from the stream's opening to the answer. */
  double[] transfersMs(int count) throws IOException {
    TcpHost host = dialler();
    join(host.connect(address));
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      long begunNs = System.nanoTime();
      Stream stream = join(host.newStream(address.peerId().orElseThrow(), List.of(Sink.PROTOCOL)));
      CompletableFuture<Void> answered = new CompletableFuture<>();
      stream.read(new Answer(answered));
      for (int sent = 0; sent < TRANSFER_BYTES; sent += CHUNK_BYTES) {
        var _ = stream.write(Unpooled.wrappedBuffer(new byte[CHUNK_BYTES]));
      }
      stream.closeWrite();
      join(answered);
      times[i] = (System.nanoTime() - begunNs) / 1e6;
    }
    Arrays.sort(times);
    return times;
  }

  private record Answer(CompletableFuture<Void> answered) implements StreamReader {
    @Override
    public void onData(ByteBuf data) {
      answered.complete(null);
    }

    @Override
    public void onEnd() {}

    @Override
    public void onReset() {
      answered.completeExceptionally(new IOException("the stream was reset"));
    }
  }

  /**
   * What each idle peer takes of the listener.
   *
   * @param heapKiB of the heap, after collections
   * @param residentKiB of the process
   */
  record Memory(double heapKiB, double residentKiB) {}

  Memory memory(int peers) throws IOException, InterruptedException {
    listener.heapBytes();
    long heapBefore = listener.heapBytes();
    double residentBefore = Machine.residentMiB(listener.pid());
    for (int i = 0; i < peers; i++) {
      join(dialler().connect(address));
    }
    // Identify, push and the streams of gossip are done by then.
    Thread.sleep(SETTLE_MS);
    listener.heapBytes();
    long heap = listener.heapBytes() - heapBefore;
    double resident = Machine.residentMiB(listener.pid()) - residentBefore;
    return new Memory(heap / 1024.0 / peers, resident * 1024 / peers);
  }

  private TcpHost dialler() {
    TcpHost host =
        TcpHost.create(
            new HostConfig(
                List.of(),
                NodeKey.generate(),
                "baton-bench",
                1,
                QuietPeer.roomyLimits(),
                List.of(),
                true));
    diallers.add(host);
    return host;
  }

  private static <T> T join(CompletableFuture<T> future) throws IOException {
    try {
      return future.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    diallers.parallelStream().forEach(TcpHost::close);
    listener.close();
  }
}
