package network.baton.node.chain.tx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import network.baton.lease.Address;
import network.baton.node.AnvilProcess;
import network.baton.node.chain.ChainClient;
import network.baton.node.store.Store;
import network.baton.node.store.TxJournal;
import network.baton.node.trace.Trace;
import network.baton.wire.LeaseKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TX-14: a journal that fails ends all sending, and says so. */
class TxSenderTest {
  @TempDir private Path folder;

  @Test
  @Timeout(60)
  void aJournalThatFailsEndsSendingAndEveryLaterOrderFailsAtOnce() {
    LeaseKey key = LeaseKey.generate();
    List<TxState> told = new ArrayList<>();
    Store store = Store.open(folder, "test");
    try (AnvilProcess anvil = AnvilProcess.start();
        ChainClient chain = ChainClient.connect(anvil.httpUrl());
        TxSender sender =
            new TxSender(
                chain,
                key.address(),
                new KeySigning(key, 1),
                TxSettings.DEFAULT,
                new TxJournal(store),
                Trace.none(),
                System::currentTimeMillis,
                (order, state, hash) -> told.add(state))) {
      assertThat(sender.trouble()).isNull();
      store.close();

      sender.start();
      while (sender.trouble() == null) {
        LockSupport.parkNanos(1_000_000);
      }
      sender.submit(new TxOrder("anchor", 7, null, Address.ZERO, "0x"));

      assertThat(sender.trouble())
          .startsWith("nothing is sent to the chain before this node is started again: ");
      assertThat(told).containsExactly(TxState.FAILED);
    }
  }
}
