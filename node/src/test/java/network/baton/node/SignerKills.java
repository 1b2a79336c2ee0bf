package network.baton.node;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message.VerifiedLease;
import network.baton.node.store.HaltPoint;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.Store;
import network.baton.wire.Decoded;
import network.baton.wire.LeaseKey;
import network.baton.wire.SigningDomain;
import network.baton.wire.Wire;

/**
 * Lets {@link SignerProcess} live and be killed again and again on one data folder, and collects
 * what a peer would have seen of it.
 */
final class SignerKills {
  /** Tasks of an earlier life that the next one is offered again. */
  static final int OFFERED_AGAIN = 3;

  static final int SLOTS_A_LIFE = 40;

  /** The count of a place at which a life ends is drawn up to this. */
  static final int COUNT_MAX = 6;

  /** SIGKILL comes at most this long after the first sign of a life, in microseconds. */
  static final int KILL_AFTER_MICROS_MAX = 60_000;

  private static final List<HaltPoint> PLACES = List.of(HaltPoint.values());

  private static final long LIFE_MAX_S = 60;

  private final Wire wire = new Wire(new SigningDomain(31_337, new Address(1, 2, 3)));
  private final Path folder;
  private final Path keyFile;
  private final String classPath;
  private final boolean fenced;
  private final Random random;
  private final Map<HaltPoint, Integer> halts = new EnumMap<>(HaltPoint.class);
  private final Map<List<Object>, Hash32> signed = new HashMap<>();
  private final Set<Hash32> seen = new HashSet<>();
  private final List<String> violations = new ArrayList<>();
  private int sigkills;
  private long firstSlot;

  SignerKills(Path folder, boolean fenced, long seed) throws IOException {
    this.folder = folder;
    this.keyFile = folder.resolve("lease.key");
    this.fenced = fenced;
    this.random = new Random(seed);
    this.classPath = packed(folder);
    LeaseKey.generate().write(keyFile);
  }

  /** The class path with its folders packed: the archive of classes takes only packed ones. */
  private static String packed(Path folder) throws IOException {
    var entries = new ArrayList<String>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (!Files.isDirectory(path)) {
        entries.add(entry);
        continue;
      }
      Path jar = folder.resolve("classes-" + entries.size() + ".jar");
      try (var out = new JarOutputStream(Files.newOutputStream(jar));
          var files = Files.walk(path)) {
        // Flyway looks for folders too.
        for (Path file : files.filter(found -> !found.equals(path)).toList()) {
          String name = path.relativize(file).toString().replace(File.separatorChar, '/');
          boolean isFolder = Files.isDirectory(file);
          out.putNextEntry(new ZipEntry(isFolder ? name + "/" : name));
          if (!isFolder) {
            Files.copy(file, out);
          }
        }
      }
      entries.add(jar.toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  /** A life that ends by itself; leaves an archive of classes that makes the next ones quicker. */
  void undisturbed() throws IOException, InterruptedException {
    live(List.of(), false);
  }

  void kill() throws IOException, InterruptedException {
    if (random.nextInt(3) == 0) {
      live(List.of(), true);
      sigkills++;
      return;
    }
    kill(PLACES.get(random.nextInt(PLACES.size())));
  }

  void kill(HaltPoint point) throws IOException, InterruptedException {
    String count = point + ":" + (1 + random.nextInt(COUNT_MAX));
    int code = live(List.of("-Dbaton.test.haltAt=" + count), false);
    if (code != HaltPoint.EXIT_CODE) {
      violations.add("a life that was to end at " + count + " ended with code " + code);
    }
    halts.merge(point, 1, Integer::sum);
  }

  private int live(List<String> options, boolean sigkill) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xlog:disable",
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + folder.resolve("classes.jsa")));
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            classPath,
            SignerProcess.class.getName(),
            folder.resolve("data").toString(),
            keyFile.toString(),
            Long.toString(Math.max(0, firstSlot - OFFERED_AGAIN)),
            Integer.toString(SLOTS_A_LIFE),
            fenced ? "fenced" : "unfenced"));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("signer.log").toFile()).start();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      if (line == null || !line.startsWith("restored ")) {
        violations.add("a life began with " + line);
      }
      if (sigkill) {
        TimeUnit.MICROSECONDS.sleep(random.nextInt(KILL_AFTER_MICROS_MAX));
        process.toHandle().destroyForcibly(); // leaves the stream open, unlike the process's own
      }
      for (line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("lease ")) {
          see(line.substring("lease ".length()));
        }
      }
    } finally {
      process.toHandle().destroyForcibly();
    }
    if (!process.waitFor(LIFE_MAX_S, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a killed process does not end");
    }
    return process.exitValue();
  }

  /** A torn line is a lease that did not arrive. */
  private void see(String hex) {
    if (hex.length() % 2 != 0
        || !(wire.lease(HexFormat.of().parseHex(hex))
            instanceof Decoded.Ok<VerifiedLease>(VerifiedLease message))) {
      return;
    }
    Lease lease = message.lease();
    long slot = lease.taskId().d();
    seen.add(message.digest());
    firstSlot = Math.max(firstSlot, slot + 1);
    once(List.of("task", slot, lease.term()), message.digest());
    once(List.of("nonce", slot / SignerProcess.SLOTS_PER_EPOCH, lease.nonce()), message.digest());
  }

  private void once(List<Object> what, Hash32 digest) {
    Hash32 before = signed.putIfAbsent(what, digest);
    if (before != null && !before.equals(digest)) {
      violations.add("two signatures for " + what);
    }
  }

  /** Everything that was wrong; what was seen and is not in the record too. */
  List<String> violations() {
    var all = new ArrayList<>(violations);
    var recorded = new HashSet<Hash32>();
    try (Store store = Store.open(folder.resolve("data"), SignerProcess.NETWORK)) {
      for (byte[] bytes : new SafetyRecord(store).messagesFrom(0)) {
        if (wire.lease(bytes) instanceof Decoded.Ok<VerifiedLease>(VerifiedLease lease)) {
          recorded.add(lease.digest());
        }
      }
    }
    for (Hash32 digest : seen) {
      if (!recorded.contains(digest)) {
        all.add("seen and not recorded: " + digest);
      }
    }
    return all;
  }

  int kills() {
    return sigkills + halts.values().stream().mapToInt(Integer::intValue).sum();
  }

  int leasesSeen() {
    return seen.size();
  }

  String summary() {
    return "kills "
        + kills()
        + " (SIGKILL "
        + sigkills
        + ", "
        + halts
        + "), leases seen "
        + seen.size();
  }
}
