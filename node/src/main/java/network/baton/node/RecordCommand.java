package network.baton.node;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.function.Function;
import network.baton.node.config.ConfigException;
import network.baton.node.store.Lives;
import network.baton.node.store.RecordException;
import network.baton.node.store.RecordFile;
import network.baton.node.store.RecordTransfer;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.Store;
import network.baton.node.store.StoreException;
import network.baton.wire.NetworkRules;
import network.baton.wire.Wire;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Moves the safety record of a stopped node, so that its key can sign elsewhere
 * (specs/safety-record.md).
 */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = "Moves the safety record of a stopped node to another machine.",
    subcommands = {
      RecordCommand.Export.class,
      RecordCommand.Import.class,
      RecordCommand.Skip.class
    })
final class RecordCommand implements Runnable {
  @Override
  public void run() {
    picocli.CommandLine.usage(this, System.out);
  }

  /** The record of a node that does not run. */
  record Opened(NodeSetup setup, Store store, Lives lives, RecordTransfer transfer) {}

  /** What all of them have in common. */
  abstract static class Transfer implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "node.yaml")
    private Path config = Path.of("node.yaml");

    abstract String move(Opened opened) throws IOException;

    @Override
    public Integer call() {
      try {
        NodeSetup setup = NodeSetup.read(config);
        System.out.println(withStore(setup, this::moved));
        return 0;
      } catch (ConfigException e) {
        return Complaint.say(e, 2);
      } catch (StoreException | RecordException | NodeException e) {
        return Complaint.say(e, 1);
      }
    }

    private String moved(Opened opened) {
      try {
        return move(opened);
      } catch (FileAlreadyExistsException e) {
        throw new NodeException(e.getMessage() + " is there already; name another file", e);
      } catch (IOException e) {
        throw new NodeException("the record file cannot be used: " + e.getMessage(), e);
      }
    }

    private static <T> T withStore(NodeSetup setup, Function<Opened, T> work) {
      var rules = setup.network().rules();
      Path dataDir = setup.folder().resolve(setup.file().dataDir());
      var wire = new Wire(setup.network().signingDomain());
      try (Store store =
          Store.open(dataDir, rules.networkId() + "/" + setup.leaseKey().address())) {
        return work.apply(
            new Opened(
                setup,
                store,
                new Lives(store, dataDir),
                new RecordTransfer(store, wire, rules.networkId(), setup.leaseKey().address())));
      }
    }
  }

  /** Writes the record to a new file. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Writes the record to a new file. Do not start this node again afterwards.")
  static final class Export extends Transfer {
    @Option(names = "--out", required = true, paramLabel = "FILE", description = "a new file")
    private Path out = Path.of("record.json");

    @Override
    String move(Opened opened) throws IOException {
      RecordFile file = opened.transfer().exported();
      Files.write(out, file.json(), StandardOpenOption.CREATE_NEW);
      opened.lives().unsure();
      return "exported %d leases, nonces of %d epochs, watermark %d"
          .formatted(file.leases().size(), file.nonces().size(), file.slotLow());
    }
  }

  /** Takes a file into the record. */
  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = "Adds a file to the record: the union of the leases and the higher marks.")
  static final class Import extends Transfer {
    @Option(names = "--in", required = true, paramLabel = "FILE", description = "an exported file")
    private Path in = Path.of("record.json");

    @Override
    String move(Opened opened) throws IOException {
      if (Files.size(in) > RecordFile.BYTES_MAX) {
        throw new RecordException(
            RecordException.Why.SHAPE, in + " is larger than " + RecordFile.BYTES_MAX + " bytes");
      }
      var outcome = opened.transfer().take(RecordFile.parse(Files.readAllBytes(in)));
      opened.lives().accept();
      return "imported %d leases, %d known, %d below the watermark %d, %d conflicts%s"
          .formatted(
              outcome.added(),
              outcome.known(),
              outcome.belowWatermark(),
              outcome.slotLow(),
              outcome.conflicts(),
              outcome.conflicts() == 0
                  ? ""
                  : ": this key signed leases that exclude each other; it can be slashed for them");
    }
  }

  /** Goes on without a record that is lost. */
  @Command(
      name = "skip",
      mixinStandardHelpOptions = true,
      description =
          "For a record that is lost for good: signs nothing before the next epoch, in which nothing"
              + " can have been signed yet. Stop every other node with this key first.")
  static final class Skip extends Transfer {
    /** The clocks of the node that signed and of this machine may differ. */
    static final int SLOTS_AHEAD = 1;

    @Override
    String move(Opened opened) {
      NetworkRules rules = opened.setup().network().rules();
      var record = new SafetyRecord(opened.store());
      long slot = firstSlot(rules, record.gap(), System.currentTimeMillis());
      record.raiseWatermark(slot);
      opened.lives().accept();
      return "nothing is signed for slots below %d (epoch %d)"
          .formatted(record.slotLow(), rules.epochOf(record.slotLow()));
    }

    /** D-09: the first slot of the epoch after all that can have been signed by now. */
    static long firstSlot(NetworkRules rules, SafetyRecord.@Nullable Gap gap, long nowMs) {
      long newest =
          SLOTS_AHEAD + Math.floorDiv(nowMs / 1_000 - rules.genesisTimeSec(), rules.slotSeconds());
      long high = gap == null ? newest : Math.max(newest, gap.slotHigh());
      return rules.firstSlot(rules.epochOf(high) + 1);
    }
  }
}
