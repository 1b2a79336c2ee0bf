package network.baton.node;

import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.node.board.SlotBoard;
import network.baton.node.trace.Trace;
import network.baton.prover.Progress;

/**
 * Passes what provers and verifications report to the beats, the board and the trace. Called on
 * their threads.
 */
final class ProverNews implements Provers.ProverObserver, ProofDesk.CheckedProof {
  private final Mailbox mailbox;
  private final SlotBoard board;
  private final Beater beater;
  private final Trace trace;
  private final int self;

  ProverNews(Mailbox mailbox, SlotBoard board, Beater beater, Trace trace, int self) {
    this.mailbox = mailbox;
    this.board = board;
    this.beater = beater;
    this.trace = trace;
    this.self = self;
  }

  @Override
  public void progress(VerifiedLease lease, Task task, Progress progress) {
    beater.progress(lease.digest(), progress);
    trace.say(
        "progress",
        "slot",
        task.slot(),
        "taskId",
        task.taskId(),
        "term",
        lease.lease().term(),
        "stage",
        progress.stage(),
        "ppm",
        progress.ppm());
  }

  @Override
  public void made(VerifiedLease lease, Task task, long wallMs) {
    mailbox.run(() -> board.proofMade(lease.digest(), wallMs));
    trace.say(
        "proof-made",
        "slot",
        task.slot(),
        "taskId",
        task.taskId(),
        "term",
        lease.lease().term(),
        "wallMs",
        wallMs);
  }

  /** A proof of another was checked. */
  @Override
  public void verified(Task task, Hash32 leaseDigest, double verifyMs, boolean valid) {
    said(task, leaseDigest, verifyMs, valid, false);
  }

  @Override
  public void ownVerified(Task task, VerifiedLease lease, double verifyMs, boolean valid) {
    said(task, lease.digest(), verifyMs, valid, lease.lease().prover() == self);
  }

  private void said(Task task, Hash32 leaseDigest, double verifyMs, boolean valid, boolean own) {
    mailbox.run(() -> board.verified(task.taskId(), verifyMs));
    trace.say(
        "verified",
        "slot",
        task.slot(),
        "taskId",
        task.taskId(),
        "digest",
        leaseDigest,
        "verifyMs",
        verifyMs,
        "valid",
        valid,
        "own",
        own);
  }

  @Override
  public void failed(VerifiedLease lease, Task task, String why) {
    trace.say(
        "prover-failed",
        "slot",
        task.slot(),
        "taskId",
        task.taskId(),
        "term",
        lease.lease().term(),
        "why",
        why);
  }
}
