package network.baton.node.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import network.baton.lease.Hash32;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The node's SQLite file and its lock. WAL with synchronous=FULL: a committed row survives a power
 * cut. Methods block on the disk and may be called from any thread; SQLite has one writer, so all
 * share one connection.
 */
public final class Store implements AutoCloseable {
  /** Close to the size at which SQLite moves the log into the database. */
  private static final int LOG_BYTES = 3 << 20;

  private final FileChannel lockFile;
  private final HikariDataSource source;
  private final Jdbi jdbi;

  private Store(FileChannel lockFile, HikariDataSource source) {
    this.lockFile = lockFile;
    this.source = source;
    this.jdbi = Jdbi.create(source);
  }

  /**
   * Opens the store in {@code dataDir}, makes it if there is none, and brings its schema forward.
   *
   * @param identity what the record belongs to: network and lease key; a store of another identity
   *     is refused
   * @throws StoreException if another process has it, it belongs to somebody else, or the disk does
   *     not let us
   */
  public static Store open(Path dataDir, String identity) {
    FileChannel lockFile = lock(dataDir);
    HikariDataSource source = null;
    try {
      var config = new HikariConfig();
      config.setJdbcUrl("jdbc:sqlite:" + dataDir.resolve("baton.db"));
      config.setMaximumPoolSize(1);
      config.setPoolName("baton-store");
      config.addDataSourceProperty("journal_mode", "WAL");
      config.addDataSourceProperty("synchronous", "FULL");
      config.addDataSourceProperty("busy_timeout", "5000");
      source = new HikariDataSource(config);
      Migration.run(source, dataDir.resolve("baton.db"));
      var store = new Store(lockFile, source);
      store.claimIdentity(identity);
      return store;
    } catch (FlywayException
        | JdbiException
        | com.zaxxer.hikari.pool.HikariPool.PoolInitializationException e) {
      close(source, lockFile);
      throw new StoreException(
          "the store in "
              + dataDir
              + " cannot be opened: "
              + rootMessage(e)
              + "; check the disk, or restore the folder",
          e);
    } catch (StoreException e) {
      close(source, lockFile);
      throw e;
    }
  }

  private static FileChannel lock(Path dataDir) {
    try {
      Files.createDirectories(dataDir);
      FileChannel channel =
          FileChannel.open(
              dataDir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // The same process has it; to the operator that is the same mistake.
      }
      if (lock == null) {
        channel.close();
        throw new StoreException(
            "the data folder "
                + dataDir
                + " is in use by another node; stop it, or give this node its own dataDir");
      }
      return channel;
    } catch (IOException e) {
      throw new StoreException(
          "the data folder " + dataDir + " cannot be used: " + e.getMessage(), e);
    }
  }

  private void claimIdentity(String identity) {
    String present = fact("identity");
    if (present == null) {
      setFact("identity", identity);
    } else if (!present.equals(identity)) {
      throw new StoreException(
          "the data folder belongs to "
              + present
              + ", not to "
              + identity
              + "; one folder serves one key on one network: set another dataDir");
    }
  }

  public @Nullable String fact(String name) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT value FROM fact WHERE name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne()
                .orElse(null));
  }

  public void setFact(String name, String value) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                name,
                value));
  }

  public void removeFact(String name) {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM fact WHERE name = ?", name));
  }

  /** Keeps a proof, so that it can be served and settled after a restart. */
  public void putProof(Hash32 hash, long slot, byte[] bytes) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT OR IGNORE INTO proof (hash, slot, bytes) VALUES (?, ?, ?)",
                hash.toBytes(),
                slot,
                bytes));
  }

  public Optional<byte[]> proof(Hash32 hash) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT bytes FROM proof WHERE hash = :hash")
                .bind("hash", hash.toBytes())
                .mapTo(byte[].class)
                .findOne());
  }

  /** Remembers a settlement until the chain shows it. Putting it again changes nothing. */
  public void putSettlement(PendingSettlement pending) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT OR IGNORE INTO settlement (task_id, slot, block_number, block_hash, proof_type, lease,"
                    + " proof_hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
                pending.taskId().toBytes(),
                pending.slot(),
                pending.blockNumber(),
                pending.blockHash().toBytes(),
                pending.proofType().toBytes(),
                pending.leaseMessage(),
                pending.proofHash().toBytes()));
  }

  public void removeSettlement(Hash32 taskId) {
    jdbi.useHandle(
        handle -> handle.execute("DELETE FROM settlement WHERE task_id = ?", taskId.toBytes()));
  }

  public List<PendingSettlement> settlements() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM settlement ORDER BY slot")
                .map(
                    (row, context) ->
                        new PendingSettlement(
                            Hash32.of(row.getBytes("task_id")),
                            row.getLong("slot"),
                            row.getLong("block_number"),
                            Hash32.of(row.getBytes("block_hash")),
                            Hash32.of(row.getBytes("proof_type")),
                            row.getBytes("lease"),
                            Hash32.of(row.getBytes("proof_hash"))))
                .list());
  }

  /**
   * Forgets proofs of slots below {@code slot}, but for those that are still to be settled. Leases
   * stay: the watermark replaces them, see {@link SafetyRecord}.
   */
  public void forgetProofsBelow(long slot) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "DELETE FROM proof WHERE slot < ? AND hash NOT IN (SELECT proof_hash FROM settlement)",
                slot));
  }

  /**
   * Lets the write-ahead log grow to its working size and be used again from its start: a commit
   * that overwrites is durable sooner than one that makes the file longer.
   */
  public void extendLog() {
    putProof(Hash32.ZERO, -1, new byte[LOG_BYTES]);
    forgetProofsBelow(0);
    // Now, or the first lease that fills the log would wait for it.
    jdbi.useHandle(
        handle -> handle.createQuery("PRAGMA wal_checkpoint(RESTART)").mapToMap().list());
  }

  /** Work on the bare connection, for the one write that everything waits for. */
  interface SqlWork<T> {
    T run(Connection connection) throws SQLException;
  }

  /** One transaction; durable when this returns. */
  <T> T write(SqlWork<T> work) {
    return transaction(work, true);
  }

  /** One transaction that is taken back. */
  <T> T writeInVain(SqlWork<T> work) {
    return transaction(work, false);
  }

  private <T> T transaction(SqlWork<T> work, boolean keep) {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        if (!keep) {
          return work.run(connection);
        }
        HaltPoint.BEFORE_WRITE.reached();
        T result = work.run(connection);
        HaltPoint.WRITTEN.reached();
        connection.commit();
        HaltPoint.COMMITTED.reached();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      throw new StoreException("the store cannot be written: " + rootMessage(e), e);
    }
  }

  <T> T withHandle(java.util.function.Function<Handle, T> work) {
    return jdbi.withHandle(work::apply);
  }

  <T> T inTransaction(java.util.function.Function<Handle, T> work) {
    return jdbi.inTransaction(work::apply);
  }

  @Override
  public void close() {
    close(source, lockFile);
  }

  private static void close(@Nullable HikariDataSource source, FileChannel lockFile) {
    if (source != null) {
      source.close();
    }
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new StoreException("the lock file cannot be closed: " + e.getMessage(), e);
    }
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
