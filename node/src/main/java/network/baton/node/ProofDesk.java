package network.baton.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import network.baton.lease.Address;
import network.baton.lease.Event;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Task;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.protocol.RequestResponse;
import network.baton.node.chain.ChainException;
import network.baton.node.store.Store;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import network.baton.wire.Exchange;
import network.baton.wire.Exchange.ProofRequest;
import network.baton.wire.Exchange.ProofResponse;
import network.baton.wire.ExchangeCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Others' proofs: fetches the bytes from whoever forwarded the completion, else from the prover,
 * verifies them off the hot path in a bounded pool, keeps what is valid and serves it.
 */
final class ProofDesk {
  /** Proofs verified at the same time. */
  static final int VERIFYING_MAX = 4;

  /** Jobs waiting for that; one more is answered UNAVAILABLE. */
  static final int WAITING_MAX = 256;

  /** Proofs kept in memory to be served; older ones come from the store. */
  static final int CACHED_MAX = 64;

  static final long FETCH_TIMEOUT_MS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(ProofDesk.class);

  private final RequestResponse requests;
  private final ExchangeCodec codec;
  private final ProofCheck check;
  private final Store store;
  private final ExecutorService workers;
  private final Consumer<Event> loop;
  private final CheckedProof observer;
  private final Semaphore verifying = new Semaphore(VERIFYING_MAX, true);
  private final Semaphore room = new Semaphore(WAITING_MAX);
  private final Map<Hash32, byte[]> cached = new NewestProofs();

  private static final class NewestProofs extends LinkedHashMap<Hash32, byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Hash32, byte[]> eldest) {
      return size() > CACHED_MAX;
    }
  }

  /** Hears how long a verification took, fetch not included. */
  interface CheckedProof {
    void verified(Task task, Hash32 leaseDigest, double verifyMs, boolean valid);
  }

  ProofDesk(
      RequestResponse requests,
      ExchangeCodec codec,
      ProofCheck check,
      Store store,
      ExecutorService workers,
      Consumer<Event> loop,
      CheckedProof observer) {
    this.requests = requests;
    this.codec = codec;
    this.check = check;
    this.store = store;
    this.workers = workers;
    this.loop = loop;
    this.observer = observer;
  }

  /** Fetches and verifies; the answer is {@link Event.ProofChecked}. */
  void verify(
      Task task,
      BlockHeader header,
      Address operator,
      VerifiedCompletion completion,
      List<@Nullable PeerId> sources) {
    if (!room.tryAcquire()) {
      loop.accept(new Event.ProofChecked(completion.digest(), ProofVerdict.UNAVAILABLE));
      return;
    }
    workers.execute(
        () -> {
          try {
            verifying.acquire();
            try {
              ProofVerdict verdict = verdict(task, header, operator, completion, sources);
              loop.accept(new Event.ProofChecked(completion.digest(), verdict));
            } finally {
              verifying.release();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            room.release();
          }
        });
  }

  private ProofVerdict verdict(
      Task task,
      BlockHeader header,
      Address operator,
      VerifiedCompletion completion,
      List<@Nullable PeerId> sources)
      throws InterruptedException {
    Hash32 proofHash = completion.completion().proofHash();
    byte[] proof = fetch(proofHash, sources);
    if (proof == null) {
      return ProofVerdict.UNAVAILABLE;
    }
    long startedNanos = System.nanoTime();
    try {
      boolean valid =
          proof.length == completion.completion().sizeBytes()
              && check.valid(task, header, operator, proof);
      observer.verified(
          task,
          completion.completion().leaseDigest(),
          (System.nanoTime() - startedNanos) / 1e6,
          valid);
      // An invalid one is served too: others need it to believe the takeover that cites it.
      put(proofHash, proof);
      if (valid) {
        store.putProof(proofHash, task.slot(), proof);
      }
      return valid ? ProofVerdict.VALID : ProofVerdict.INVALID;
    } catch (ChainException e) {
      LOG.warn("a proof of slot {} cannot be verified: {}", task.slot(), e.getMessage());
      return ProofVerdict.UNAVAILABLE;
    }
  }

  private byte @Nullable [] fetch(Hash32 proofHash, List<@Nullable PeerId> sources)
      throws InterruptedException {
    Optional<byte[]> own = find(proofHash);
    if (own.isPresent()) {
      return own.get();
    }
    Set<PeerId> asked = new LinkedHashSet<>();
    for (PeerId source : sources) {
      if (source != null && asked.add(source)) {
        byte[] proof = fetchFrom(source, proofHash);
        if (proof != null) {
          return proof;
        }
      }
    }
    return null;
  }

  private byte @Nullable [] fetchFrom(PeerId source, Hash32 proofHash) throws InterruptedException {
    try {
      byte[] answer =
          requests
              .request(
                  source,
                  Exchange.PROOF_PROTOCOL,
                  codec.encode(new ProofRequest(proofHash)),
                  FETCH_TIMEOUT_MS)
              .get(FETCH_TIMEOUT_MS + 500, TimeUnit.MILLISECONDS);
      if (codec.proofResponse(answer) instanceof Decoded.Ok<ProofResponse>(ProofResponse response)
          && response.holds(proofHash)) {
        return response.proof();
      }
      LOG.debug("{} does not have proof {}", source, proofHash.brief());
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("proof {} from {}: {}", proofHash.brief(), source, e.toString());
    }
    return null;
  }

  /** Keeps an own or verified proof to be served at once. */
  void put(Hash32 proofHash, byte[] proof) {
    synchronized (cached) {
      cached.put(proofHash, proof);
    }
  }

  Optional<byte[]> find(Hash32 proofHash) {
    synchronized (cached) {
      byte[] proof = cached.get(proofHash);
      if (proof != null) {
        return Optional.of(proof);
      }
    }
    return store.proof(proofHash);
  }

  /** Serves proofs to peers. */
  byte[] serve(byte[] request) {
    if (codec.proofRequest(request) instanceof Decoded.Ok<ProofRequest>(ProofRequest asked)) {
      return codec.encode(new ProofResponse(find(asked.proofHash()).orElse(null)));
    }
    throw new IllegalArgumentException("not a proof request");
  }

  static List<@Nullable PeerId> sources(@Nullable PeerId forwarder, @Nullable PeerId maker) {
    var sources = new ArrayList<@Nullable PeerId>();
    sources.add(forwarder);
    sources.add(maker);
    return sources;
  }
}
