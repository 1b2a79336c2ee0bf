package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import network.baton.lease.Address;
import network.baton.lease.Cause;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseDraft;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.Store;
import network.baton.node.trace.Trace;
import network.baton.wire.BeatKey;
import network.baton.wire.LeaseKey;
import network.baton.wire.SigningDomain;
import network.baton.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D-11, with the real signer and the real record. */
class HeadStartTest {
  @TempDir private Path folder;

  private final List<String> told = new ArrayList<>();
  private Store store;
  private SafetyRecord record;
  private Signer signer;

  private final HeadStart headStart =
      new HeadStart(
          new HeadStart.Jobs() {
            @Override
            public void start(Task task, VerifiedLease lease) {
              String where = record.holds(lease.digest()) ? "on disk" : "not on disk";
              told.add("start " + task.slot() + " " + where);
            }

            @Override
            public void cancel(Hash32 leaseDigest) {
              told.add("cancel");
            }
          });

  @BeforeEach
  void open() {
    store = Store.open(folder, "head-start");
    record = new SafetyRecord(store);
    Wire wire = new Wire(new SigningDomain(31_337, new Address(1, 2, 3)));
    signer = new Signer(LeaseKey.generate(), BeatKey.generate(), wire, record, Trace.none());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void jobBeginsBeforeTheWriteAndOnlyOnce() {
    want(7, 1);
    List<Event> answers = signer.answers(headStart::begin);
    assertThat(told).containsExactly("start 7 not on disk");
    VerifiedLease lease = ((Event.LeaseSigned) answers.getFirst()).lease();
    assertThat(record.holds(lease.digest())).isTrue();
    headStart.confirm(SignerProcess.task(7), lease);
    headStart.cancelRest();
    assertThat(told).containsExactly("start 7 not on disk");
  }

  @Test
  void leaseThatTheRecordRefusesEndsItsJob() {
    want(7, 1);
    confirmAll(signer.answers(headStart::begin));
    want(7, 2); // another lease for the same task and term
    want(8, 3);
    List<Event> answers = signer.answers(headStart::begin);
    assertThat(answers.getFirst()).isInstanceOf(Event.LeaseRefused.class);
    confirmAll(answers);
    assertThat(told)
        .containsExactly(
            "start 7 not on disk", "start 7 not on disk", "start 8 not on disk", "cancel");
  }

  @Test
  void diskThatTakesNothingEndsTheJob() {
    want(7, 1);
    List<Event> answers =
        signer.answers(
            (task, lease) -> {
              headStart.begin(task, lease);
              store.close();
            });
    assertThat(answers).singleElement().isInstanceOf(Event.LeaseRefused.class);
    confirmAll(answers);
    assertThat(told).containsExactly("start 7 not on disk", "cancel");
  }

  @Test
  void jobThatTheCoreDoesNotStartIsCancelled() {
    want(7, 1);
    signer.answers(headStart::begin);
    headStart.cancelRest();
    assertThat(told).containsExactly("start 7 not on disk", "cancel");
  }

  @Test
  void jobThatWasNotBegunIsStarted() {
    want(7, 1);
    confirmAll(signer.answers((task, lease) -> {}));
    assertThat(told).containsExactly("start 7 on disk");
  }

  private void confirmAll(List<Event> answers) {
    for (Event answer : answers) {
      if (answer instanceof Event.LeaseSigned(VerifiedLease lease)) {
        headStart.confirm(SignerProcess.task(lease.lease().taskId().d()), lease);
      }
    }
    headStart.cancelRest();
  }

  private void want(long slot, long nonce) {
    Task task = SignerProcess.task(slot);
    Hash32 none = Hash32.ZERO;
    var draft =
        new LeaseDraft(
            task.taskId(), 1, 0, new Hash32(1, 0, 0, 0), none, Cause.FIRST, none, 0, nonce, 5);
    signer.lease(new Effect.SignLease(draft, task, 0, null));
  }
}
