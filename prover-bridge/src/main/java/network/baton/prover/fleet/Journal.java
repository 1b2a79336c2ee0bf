package network.baton.prover.fleet;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import network.baton.prover.JobFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fleet's tasks on disk (SQLite, WAL). What is appended while a commit runs goes into the next
 * one, so that the disk's pace bounds the delay and not the rate. One process at a time.
 */
public final class Journal implements AutoCloseable {
  /** When a commit counts as done. */
  public enum Durability {
    /** Synced to the disk: survives the loss of power. */
    DISK,
    /** With the operating system: survives the end of the process. */
    SYSTEM,
  }

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final int BATCH_MAX = 10_000;

  /** SQLite makes a checkpoint each 1,000 pages of 4 KiB. */
  private static final int LOG_BYTES = 5 << 20;

  private static final int STATE_OPEN = 0;
  private static final int STATE_LATCHED = 1;
  private static final int STATE_DEAD = 2;

  /** Records and what may happen when they are durable. */
  private record Batch(List<JournalRecord> records, List<Runnable> then, boolean last) {}

  private final LinkedBlockingQueue<Batch> queue = new LinkedBlockingQueue<>();
  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement attempted;
  private final PreparedStatement latched;
  private final PreparedStatement dead;
  private final PreparedStatement forgotten;
  private final Thread writer;
  private final long life;
  private volatile @Nullable String trouble;

  private Journal(String url, Durability durability) throws SQLException {
    connection = DriverManager.getConnection(url);
    try (Statement setup = connection.createStatement()) {
      setup.execute("pragma locking_mode = exclusive");
      setup.execute("pragma journal_mode = wal");
      setup.execute("pragma synchronous = " + (durability == Durability.DISK ? "full" : "normal"));
      setup.execute(
          "create table if not exists task (id text primary key, proof_type text not null,"
              + " input text not null, block integer not null, enqueued_ms integer not null,"
              + " retry_until_ms integer not null, drop_at_ms integer not null,"
              + " attempts integer not null, state integer not null, kind text, answer text)");
      setup.execute("create table if not exists life (number integer not null)");
    }
    if (durability == Durability.DISK) {
      growLog();
    }
    connection.setAutoCommit(false);
    life = nextLife();
    insert =
        connection.prepareStatement(
            "insert or replace into task values (?, ?, ?, ?, ?, ?, ?, 0, 0, null, null)");
    attempted = connection.prepareStatement("update task set attempts = ? where id = ?");
    latched = connection.prepareStatement("update task set state = 1, answer = ? where id = ?");
    dead =
        connection.prepareStatement("update task set state = 2, kind = ?, answer = ? where id = ?");
    forgotten = connection.prepareStatement("delete from task where id = ?");
    writer = Thread.ofPlatform().name("fleet-journal").daemon(true).unstarted(this::run);
  }

  /**
   * Makes the write-ahead log as long as it ever gets between two checkpoints. A sync of a log that
   * grows waits for the file system's own journal too, and with it for what others write.
   */
  private void growLog() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists filler (content blob)");
      statement.execute("insert into filler values (zeroblob(" + LOG_BYTES + "))");
      statement.execute("drop table filler");
      statement.execute("pragma wal_checkpoint(restart)");
    }
  }

  /** Opens or makes the file. */
  public static Journal open(Path file, Durability durability) {
    return opened("jdbc:sqlite:" + file.toAbsolutePath(), durability);
  }

  /** For who can bear to lose everything with the process. */
  public static Journal inMemory() {
    return opened("jdbc:sqlite::memory:", Durability.SYSTEM);
  }

  private static Journal opened(String url, Durability durability) {
    try {
      var journal = new Journal(url, durability);
      journal.writer.start();
      return journal;
    } catch (SQLException e) {
      throw new JournalException("cannot open the fleet's journal: " + e.getMessage(), e);
    }
  }

  private long nextLife() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long before;
      try (ResultSet row = statement.executeQuery("select max(number) from life")) {
        before = row.next() ? row.getLong(1) : 0;
      }
      statement.execute("delete from life");
      statement.execute("insert into life values (" + (before + 1) + ")");
      connection.commit();
      return before + 1;
    }
  }

  /** How often this journal was opened, this time included. */
  public long life() {
    return life;
  }

  /** All tasks in the order in which they came. Before the first append. */
  public List<StoredTask> load() {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select * from task order by rowid")) {
      List<StoredTask> tasks = new ArrayList<>();
      while (row.next()) {
        tasks.add(read(row));
      }
      connection.commit();
      return tasks;
    } catch (SQLException e) {
      throw new JournalException("cannot read the fleet's journal: " + e.getMessage(), e);
    }
  }

  private static StoredTask read(ResultSet row) throws SQLException {
    var task =
        new FleetTask(
            row.getString("id"),
            row.getString("proof_type"),
            row.getString("input"),
            row.getLong("block"),
            row.getLong("enqueued_ms"),
            row.getLong("retry_until_ms"),
            row.getLong("drop_at_ms"));
    int state = row.getInt("state");
    @Nullable Outcome outcome =
        switch (state) {
          case STATE_LATCHED -> new Outcome.Proof(row.getString("answer"));
          case STATE_DEAD ->
              new Outcome.NoProof(
                  JobFailure.Kind.valueOf(row.getString("kind")), row.getString("answer"), true);
          case STATE_OPEN -> null;
          default -> throw new SQLException("a task has the unknown state " + state);
        };
    return new StoredTask(task, row.getInt("attempts"), outcome);
  }

  /** Writes the records in one commit, then runs what waits for it on the journal's thread. */
  public void append(List<JournalRecord> records, List<Runnable> then) {
    queue.add(new Batch(List.copyOf(records), List.copyOf(then), false));
  }

  /** Why the last commit failed; null while all is well. */
  public @Nullable String trouble() {
    return trouble;
  }

  private void run() {
    List<Batch> batches = new ArrayList<>();
    boolean last = false;
    while (!last) {
      batches.clear();
      try {
        batches.add(queue.take());
      } catch (InterruptedException stop) {
        return;
      }
      queue.drainTo(batches, BATCH_MAX);
      commit(batches);
      for (Batch batch : batches) {
        last |= batch.last();
        batch.then().forEach(Journal::tell);
      }
    }
  }

  /** A listener that throws must not end the journal with it. */
  private static void tell(Runnable then) {
    try {
      then.run();
    } catch (RuntimeException defect) {
      LOG.error("a listener of the fleet failed", defect);
    }
  }

  /**
   * A proof that the disk refused is told all the same: it is good, and its slot does not wait. The
   * fleet says that it is not well, so that no more is begun.
   */
  private void commit(List<Batch> batches) {
    try {
      for (Batch batch : batches) {
        for (JournalRecord written : batch.records()) {
          write(written);
        }
      }
      connection.commit();
      trouble = null;
    } catch (SQLException e) {
      trouble = "the fleet's journal cannot be written: " + e.getMessage();
      LOG.error("the fleet's journal cannot be written", e);
      try {
        connection.rollback();
      } catch (SQLException again) {
        LOG.error("nor rolled back", again);
      }
    }
  }

  private void write(JournalRecord written) throws SQLException {
    switch (written) {
      case JournalRecord.Submitted(FleetTask task) -> {
        insert.setString(1, task.taskId());
        insert.setString(2, task.proofType());
        insert.setString(3, task.inputJson());
        insert.setLong(4, task.block());
        insert.setLong(5, task.enqueuedMs());
        insert.setLong(6, task.retryUntilMs());
        insert.setLong(7, task.dropAtMs());
        insert.executeUpdate();
      }
      case JournalRecord.Attempted(String taskId, int attempts) -> {
        attempted.setInt(1, attempts);
        attempted.setString(2, taskId);
        attempted.executeUpdate();
      }
      case JournalRecord.Latched(String taskId, String output) -> {
        latched.setString(1, output);
        latched.setString(2, taskId);
        latched.executeUpdate();
      }
      case JournalRecord.Dead(String taskId, JobFailure.Kind kind, String detail) -> {
        dead.setString(1, kind.name());
        dead.setString(2, detail);
        dead.setString(3, taskId);
        dead.executeUpdate();
      }
      case JournalRecord.Forgotten(String taskId) -> {
        forgotten.setString(1, taskId);
        forgotten.executeUpdate();
      }
    }
  }

  /** Writes what was appended, then closes. */
  @Override
  public void close() {
    queue.add(new Batch(List.of(), List.of(), true));
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("the fleet's journal did not close cleanly: {}", e.getMessage());
    }
  }
}
