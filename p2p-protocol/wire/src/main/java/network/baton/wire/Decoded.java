package network.baton.wire;

import java.util.function.Function;
import network.baton.lease.Refusal;
import network.baton.lease.Verdict;

/** What came out of bytes from outside: a value whose form and signatures hold, or a refusal. */
public sealed interface Decoded<T> {
  record Ok<T>(T value) implements Decoded<T> {}

  record Refused<T>(Verdict verdict) implements Decoded<T> {}

  static <T> Decoded<T> ok(T value) {
    return new Ok<>(value);
  }

  /** A fault that the sender could have known. */
  static <T> Decoded<T> reject(Refusal reason) {
    return new Refused<>(new Verdict.Reject(reason));
  }

  /** Goes on with the value, or passes the refusal on. */
  default <U> Decoded<U> then(Function<? super T, Decoded<U>> next) {
    return switch (this) {
      case Ok<T>(T value) -> next.apply(value);
      case Refused<T>(Verdict verdict) -> new Refused<>(verdict);
    };
  }
}
