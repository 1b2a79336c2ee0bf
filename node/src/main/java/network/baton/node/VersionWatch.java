package network.baton.node;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.RegistryVersions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * D-06: whether the network still wants this release. Reads the registry at start and in each
 * epoch. Called on any thread.
 */
final class VersionWatch implements Ground {
  private static final Logger LOG = LoggerFactory.getLogger(VersionWatch.class);

  private final long own;
  private final Supplier<RegistryVersions> registry;
  private final AtomicLong epoch = new AtomicLong(Long.MIN_VALUE);
  private volatile RegistryVersions asked = RegistryVersions.NONE;

  /**
   * Knows nothing yet.
   *
   * @param own this release's number
   * @param registry reads it; blocks, and throws {@link ChainException}
   */
  VersionWatch(long own, Supplier<RegistryVersions> registry) {
    this.own = own;
    this.registry = registry;
  }

  /** Reads the registry if it was not read in this epoch. Blocks. */
  void inEpoch(long now) {
    if (epoch.getAndSet(now) != now) {
      read();
    }
  }

  /** A registry that cannot be read changes nothing. Blocks. */
  void read() {
    try {
      RegistryVersions found = registry.get();
      if (!found.equals(asked)) {
        asked = found;
        say(found);
      }
    } catch (ChainException e) {
      LOG.warn("the registry's versions are not known: {}", e.getMessage());
    }
  }

  private void say(RegistryVersions found) {
    if (own >= found.minimum() && own < found.noticed()) {
      LOG.warn(
          "this is release {}, the network asks for {} or newer: {}",
          Version.TEXT,
          text(found.noticed()),
          printable(found.notice()));
    }
  }

  @Override
  public @Nullable Objection objection() {
    RegistryVersions found = asked;
    if (own >= found.minimum()) {
      return null;
    }
    return new Objection(
        Objection.Why.VERSION,
        "this is release "
            + Version.TEXT
            + ", the network's minimum is "
            + text(found.minimum())
            + ": install a newer one ("
            + printable(found.notice())
            + ")");
  }

  /** Whoever writes the notice does not write this node's log lines. */
  private static String printable(String notice) {
    return notice.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private static String text(long number) {
    return number / 1_000_000 + "." + number / 1_000 % 1_000 + "." + number % 1_000;
  }
}
