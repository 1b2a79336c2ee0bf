package network.baton.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import network.baton.lease.Hash32;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {
  private static final Hash32 TASK = new Hash32(1, 2, 3, 4);

  @TempDir Path folder = Path.of("unset");

  private Connection open(String file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(file));
  }

  private void execute(String file, String sql) throws SQLException {
    try (Connection connection = open(file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long count(String file, String sql) throws SQLException {
    try (Connection connection = open(file);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.getLong(1);
    }
  }

  private void storeOfTheFirstVersion() throws SQLException {
    Flyway.configure()
        .dataSource("jdbc:sqlite:" + folder.resolve("baton.db"), null, null)
        .locations("classpath:db/migration")
        .target("1")
        .load()
        .migrate();
    execute("baton.db", "INSERT INTO fact (name, value) VALUES ('identity', 'me')");
    execute(
        "baton.db",
        "INSERT INTO own_lease (task_id, term, epoch, nonce, slot, digest, message)"
            + " VALUES (x'01', 1, 3, 5, 10, x'02', x'03')");
  }

  @Test
  void olderStoreIsBroughtForwardAndCopiedFirst() throws SQLException {
    storeOfTheFirstVersion();

    try (Store store = Store.open(folder, "me")) {
      assertThat(new SafetyRecord(store).nonceHighest(3)).isEqualTo(5);
    }

    assertThat(folder.resolve("baton.db.schema-1")).exists();
    assertThat(count("baton.db.schema-1", "SELECT nonce FROM own_lease")).isEqualTo(5);
    assertThat(
            count(
                "baton.db.schema-1", "SELECT COUNT(*) FROM sqlite_master WHERE name='nonce_mark'"))
        .isZero();
  }

  @Test
  void newStoreNeedsNoCopyNorDoesOneOfThisVersion() {
    Store.open(folder, "me").close();
    Store.open(folder, "me").close();

    assertThat(folder.toFile().list()).noneMatch(name -> name.contains("schema"));
  }

  @Test
  void storeOfANewerReleaseIsRefusedAndNotTouched() throws SQLException {
    Store.open(folder, "me").close();
    execute(
        "baton.db",
        "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by,"
            + " execution_time, success) VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 'x', 1, 1)");

    assertThatThrownBy(() -> Store.open(folder, "me"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("schema version 99")
        .hasMessageContaining("newer");
    assertThat(count("baton.db", "SELECT COUNT(*) FROM fact")).isEqualTo(1);
  }

  @Test
  void nonceOfALowerSlotOutlivesItsRow() {
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);
      record.record(List.of(entry(20, 1), entry(10, 2)));
      record.raiseWatermark(15);
    }
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);

      assertThat(record.nonceHighest(7)).isEqualTo(2);
      assertThat(record.epochHighest()).isEqualTo(7);
      assertThat(record.record(List.of(entry(21, 2))))
          .containsExactly(SafetyRecord.Refused.NONCE_USED);
    }
  }

  private static SafetyRecord.Entry entry(long slot, long nonce) {
    return new SafetyRecord.Entry(
        new Hash32(0, 0, 0, slot), 1, 7, nonce, slot, TASK, new byte[] {1});
  }
}
