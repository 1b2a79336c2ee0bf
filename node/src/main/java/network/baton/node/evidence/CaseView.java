package network.baton.node.evidence;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * How a case stands.
 *
 * @param head the newest block
 * @param step what is to be sent; there exactly if the outlook is {@link Outlook#DUE}
 * @param nextLook the block with which to look again
 * @param over nothing can come of it any more
 */
public record CaseView(
    long head, Outlook outlook, @Nullable Step step, long nextLook, boolean over) {
  public CaseView {
    if ((step != null) != (outlook == Outlook.DUE)) {
      throw new IllegalArgumentException("a step is what is due: " + outlook);
    }
  }

  /** As counters write it. */
  String code() {
    return step == null ? outlook.code() : step.operation() + "-due";
  }

  /**
   * A call of the judge.
   *
   * @param operation its name, in orders and traces
   * @param call {@code 0x}-hex
   * @param valueWei goes along
   */
  public record Step(String operation, String call, BigInteger valueWei, long gas) {}
}
