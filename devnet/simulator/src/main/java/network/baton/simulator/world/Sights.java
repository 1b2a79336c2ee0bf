package network.baton.simulator.world;

import java.util.Arrays;

/**
 * From whom a node had each message first, by the message's id: a hash table without objects. Over
 * {@link #MAX} messages it forgets all of them.
 */
final class Sights {
  private static final int MAX = 20_000;
  private static final int FIRST_PLACES = 1 << 10;
  private static final int NOBODY = -1;

  private long[] ids = new long[FIRST_PLACES];

  /** Sender plus one; 0 where nothing is. */
  private int[] senders = new int[FIRST_PLACES];

  private int size;

  /** Answers whether this is the first sight. */
  boolean add(long id, int sender) {
    if (size > MAX) {
      clear();
    }
    int place = place(id);
    if (senders[place] != 0) {
      return false;
    }
    ids[place] = id;
    senders[place] = sender + 1;
    size++;
    if (2 * size > ids.length) {
      grow();
    }
    return true;
  }

  /** Who sent it first; -1 if nobody did. */
  int sender(long id) {
    int sender = senders[place(id)];
    return sender == 0 ? NOBODY : sender - 1;
  }

  void clear() {
    Arrays.fill(senders, 0);
    size = 0;
  }

  /** Where the id is, or the free place where it belongs. Ids are well mixed. */
  private int place(long id) {
    int mask = ids.length - 1;
    int place = (int) id & mask;
    while (senders[place] != 0 && ids[place] != id) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldIds = ids;
    int[] oldSenders = senders;
    ids = new long[2 * oldIds.length];
    senders = new int[ids.length];
    for (int i = 0; i < oldIds.length; i++) {
      if (oldSenders[i] != 0) {
        int place = place(oldIds[i]);
        ids[place] = oldIds[i];
        senders[place] = oldSenders[i];
      }
    }
  }
}
