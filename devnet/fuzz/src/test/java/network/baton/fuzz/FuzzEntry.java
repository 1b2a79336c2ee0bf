package network.baton.fuzz;

import org.jspecify.annotations.Nullable;

/** What Jazzer calls; the name of the target is the one argument. */
public final class FuzzEntry {
  private static @Nullable Target target;

  private FuzzEntry() {}

  public static void fuzzerInitialize(String[] arguments) {
    target = Targets.named(arguments[0]);
  }

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (target == null) {
      throw new IllegalStateException("not initialized");
    }
    target.check(input);
  }
}
