package network.baton.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/**
 * The lives of a store: how often a node has begun on it, and whether the last one ended cleanly.
 * The count stands in the database and in a file beside it; a database whose count is the lower one
 * was put back from an old copy.
 */
public final class Lives {
  static final String FILE = "life";

  private static final String LIFE = "life";
  private static final String CLEAN_STOP = "cleanStop";
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");

  private final Store store;
  private final Path file;

  public Lives(Store store, Path dataDir) {
    this.store = store;
    this.file = dataDir.resolve(FILE);
  }

  /** What a node finds when it begins. */
  public enum Found {
    /** The last life ended cleanly, in this folder: nobody else had the key since. */
    CLEAN,
    /** New, imported, copied, or the last life was cut off. */
    UNSURE,
    /** The folder has seen later lives than the database remembers. */
    OLD_COPY,
  }

  /** Begins a life. From now on the store counts as cut off until {@link #endCleanly}. */
  public Found begin() {
    long remembered = remembered();
    long seen = seen();
    boolean clean = store.fact(CLEAN_STOP) != null && seen == remembered;
    store.removeFact(CLEAN_STOP);
    if (seen > remembered) {
      return Found.OLD_COPY;
    }
    store.setFact(LIFE, Long.toString(remembered + 1));
    write(remembered + 1);
    return clean ? Found.CLEAN : Found.UNSURE;
  }

  /** The last words of a life that nothing is to be said against. */
  public void endCleanly() {
    store.setFact(CLEAN_STOP, "yes");
  }

  /**
   * The record was completed by hand: the database may go on from here, but nobody is sure of it.
   */
  public void accept() {
    store.removeFact(CLEAN_STOP);
    store.setFact(LIFE, Long.toString(Math.max(remembered(), seen())));
  }

  /** The record leaves for another machine: whoever begins here again listens first. */
  public void unsure() {
    store.removeFact(CLEAN_STOP);
  }

  private long remembered() {
    String count = store.fact(LIFE);
    return count == null ? 0 : Long.parseLong(count);
  }

  private long seen() {
    try {
      String text = Files.readString(file).strip();
      if (!COUNT.matcher(text).matches()) {
        throw new StoreException(
            file + " does not hold a number; restore the folder, or remove the file to go on");
      }
      return Long.parseLong(text);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new StoreException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void write(long life) {
    Path unfinished = file.resolveSibling(FILE + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              unfinished,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap((life + "\n").getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
      }
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StoreException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
