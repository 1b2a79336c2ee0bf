package network.baton.fuzz;

import java.util.List;
import java.util.function.Supplier;

/** Every decoder of bytes from outside. */
final class Targets {
  /** Made one after the other, so that a run loads few classes that it does not need. */
  private static final List<Supplier<List<Target>>> GROUPS =
      List.of(
          NameTargets::all,
          ConnectionTargets::all,
          GossipTargets::all,
          WireTargets::all,
          FileTargets::all,
          HelperTargets::all);

  private Targets() {}

  static List<Target> all() {
    return GROUPS.stream().flatMap(group -> group.get().stream()).toList();
  }

  /** Throws if there is none of the name. */
  static Target named(String name) {
    return GROUPS.stream()
        .flatMap(group -> group.get().stream())
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no target " + name));
  }

  /** Throws unless the condition holds: a finding. */
  static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
