package network.baton.node.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;
import network.baton.lease.Promise;

/** A promise in a file: one time for all gas bands, or a list of one for each. */
public record PromiseEntry(Promise promise) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static PromiseEntry flat(int ms) {
    return new PromiseEntry(Promise.flat(ms));
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static PromiseEntry byBand(List<Integer> msByBand) {
    return new PromiseEntry(new Promise(msByBand));
  }
}
