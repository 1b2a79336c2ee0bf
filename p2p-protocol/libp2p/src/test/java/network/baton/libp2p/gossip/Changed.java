package network.baton.libp2p.gossip;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Copies of parameter records with some components changed by name. */
final class Changed {
  private Changed() {}

  static <R extends Record> R of(R record, Map<String, ?> changes) {
    Map<String, Object> open = new HashMap<>(changes);
    try {
      RecordComponent[] components = record.getClass().getRecordComponents();
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        Object change = open.remove(components[i].getName());
        values[i] = change == null ? components[i].getAccessor().invoke(record) : change;
      }
      if (!open.isEmpty()) {
        throw new IllegalArgumentException("no such components: " + open.keySet());
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      @SuppressWarnings("unchecked") // a record's class makes that record
      R copy = (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
      return copy;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
