package network.baton.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;

/**
 * A decoder under attack. Whatever the bytes are, it answers or refuses in the way that its callers
 * expect, and takes memory in proportion to what was sent.
 *
 * @param name also of its corpus file
 * @param factor bytes that it may allocate for each byte of input
 * @param fixedBytes what it may allocate besides: its own state
 * @param decoder throws nothing but what is a finding
 * @param sources makes the inputs that it accepts, to begin with
 */
record Target(
    String name, int factor, int fixedBytes, Decoder decoder, Supplier<List<byte[]>> sources) {
  /** Longest input that is tried. */
  static final int INPUT_BYTES_MAX = 16 << 10;

  static final Runnable NOTHING = () -> {};

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * Reads one input; refusals that are part of its contract are caught inside. What it returns is
   * run afterwards and looks at what was read; its memory is not measured.
   */
  interface Decoder {
    Runnable decode(byte[] input) throws Exception;
  }

  /** A decoder after which there is nothing to look at. */
  interface Reader {
    void read(byte[] input) throws Exception;
  }

  static Target of(
      String name, int factor, int fixedBytes, Reader reader, Supplier<List<byte[]>> sources) {
    return new Target(
        name,
        factor,
        fixedBytes,
        input -> {
          reader.read(input);
          return NOTHING;
        },
        sources);
  }

  /** Inputs to begin with. */
  List<byte[]> seeds() {
    return sources.get();
  }

  /** Decodes, and throws if that throws or took more memory than allowed. */
  void check(byte[] input) throws Exception {
    long allowed = allowedBytes(input);
    long used = allocatedBytes(input);
    // What a first use loads is not the input's doing, so that the second use decides.
    for (int again = 0; again < 2 && used > allowed; again++) {
      used = allocatedBytes(input);
    }
    if (used > allowed) {
      throw new AssertionError(
          name + " allocated " + used + " bytes for " + input.length + ", allowed " + allowed);
    }
  }

  long allowedBytes(byte[] input) {
    return fixedBytes + (long) factor * input.length;
  }

  /** What this thread allocated while it decoded. */
  long allocatedBytes(byte[] input) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Runnable afterwards = decoder.decode(input);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    afterwards.run();
    return allocated;
  }

  @Override
  public String toString() {
    return name;
  }
}
