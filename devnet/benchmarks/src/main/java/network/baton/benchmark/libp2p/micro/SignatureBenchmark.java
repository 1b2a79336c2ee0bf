package network.baton.benchmark.libp2p.micro;

import java.util.concurrent.TimeUnit;
import network.baton.libp2p.crypto.KeyType;
import network.baton.libp2p.crypto.NodeKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Signatures over what StrictSign covers of a message of 1 KiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {
  private static final int SIGNED_BYTES = 1_150;

  private final byte[] message = new byte[SIGNED_BYTES];
  private final NodeKey edwards = NodeKey.generate(KeyType.ED25519);
  private final NodeKey koblitz = NodeKey.generate(KeyType.SECP256K1);
  private final byte[] edwardsSignature = edwards.sign(message);
  private final byte[] koblitzSignature = koblitz.sign(message);

  @Benchmark
  public byte[] signEd25519() {
    return edwards.sign(message);
  }

  @Benchmark
  public boolean verifyEd25519() {
    return edwards.publicKey().verify(message, edwardsSignature);
  }

  @Benchmark
  public byte[] signSecp256k1() {
    return koblitz.sign(message);
  }

  @Benchmark
  public boolean verifySecp256k1() {
    return koblitz.publicKey().verify(message, koblitzSignature);
  }
}
