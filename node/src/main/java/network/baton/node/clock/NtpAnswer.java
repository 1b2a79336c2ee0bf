package network.baton.node.clock;

/** What came of asking a time server. */
public sealed interface NtpAnswer {
  /**
   * The server's clock minus ours.
   *
   * @param delayMicros the way there and back; the offset is wrong by at most half of it
   */
  record Offset(long offsetMicros, long delayMicros) implements NtpAnswer {}

  /** Nothing that can be used. */
  record Refused(Why why, String detail) implements NtpAnswer {}

  /** The closed list of reasons. */
  enum Why {
    /** The name is unknown or nothing listens there. */
    UNREACHABLE,
    /** No answer in time. */
    TIMEOUT,
    /** Shorter than an answer is, or not one of a server of version 3 or 4. */
    MALFORMED,
    /** It repeats another request than ours: an old answer, or a forged one. */
    WRONG_ORIGIN,
    /** Stratum 0: the server asks to be left alone. */
    KISS_OF_DEATH,
    /** The server does not know the time itself. */
    UNSYNCHRONIZED,
    /** Its times are missing or contradict each other. */
    BAD_TIMES,
    /** The way was so long that the offset says nothing. */
    TOO_SLOW,
  }
}
