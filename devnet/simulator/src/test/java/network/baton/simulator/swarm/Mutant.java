package network.baton.simulator.swarm;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * One deliberate bug: an edit of one source file, compiled apart and run in a class loader of its
 * own.
 */
record Mutant(String name, String what, String file, String before, String after) {
  private static final String LIST = "devnet/simulator/src/test/resources/mutants/mutants.txt";
  private static final String LEASE = "p2p-protocol/lease/src/main/java";
  private static final String SIMULATOR = "devnet/simulator/src/main/java";

  static List<Mutant> all(Path root) throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    String[] blocks = Files.readString(root.resolve(LIST)).split("(?m)^=== ", -1);
    for (String block : blocks) {
      if (!block.startsWith("#")) {
        mutants.add(parse(block));
      }
    }
    return mutants;
  }

  private static Mutant parse(String block) {
    List<String> lines = block.lines().toList();
    String[] head = lines.getFirst().split(": ", 2);
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    String file = "";
    for (String line : lines) {
      if (line.startsWith("file: ")) {
        file = line.substring("file: ".length()).strip();
      } else if (line.startsWith("-")) {
        before.append(before.isEmpty() ? "" : "\n").append(line.substring(1));
      } else if (line.startsWith("+")) {
        after.append(after.isEmpty() ? "" : "\n").append(line.substring(1));
      }
    }
    return new Mutant(head[0], head[1], file, before.toString(), after.toString());
  }

  private Path source(Path root) {
    return file.contains("/")
        ? root.resolve(SIMULATOR).resolve("network/baton/simulator").resolve(file)
        : root.resolve(LEASE).resolve("network/baton/lease").resolve(file);
  }

  /** Compiles the mutated module into a folder. Throws if the text to change is not there once. */
  void compile(Path root, Path folder) throws IOException {
    Path source = source(root);
    String text = Files.readString(source);
    int at = text.indexOf(before);
    if (at < 0 || text.indexOf(before, at + 1) >= 0) {
      throw new IllegalStateException(
          "mutant " + name + " does not fit " + file + " any more: its text is not there once");
    }
    Path mutated = folder.resolve("source").resolve(source.getFileName().toString());
    Files.createDirectories(mutated.getParent());
    Files.writeString(mutated, text.replace(before, after));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", classPath()));
    arguments.add(mutated.toString());
    try (Stream<Path> others = Files.list(source.getParent())) {
      others
          .filter(path -> path.toString().endsWith(".java") && !path.equals(source))
          .map(Path::toString)
          .sorted()
          .forEach(arguments::add);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int code = compiler.run(null, null, null, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException("mutant " + name + " does not compile");
    }
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** What the swarm says of it: the seed and the rule; null if nothing was found. */
  @Nullable String found(Path folder, long from, long to)
      throws IOException, ReflectiveOperationException {
    List<URL> urls = new ArrayList<>();
    urls.add(folder.resolve("classes").toUri().toURL());
    for (String entry : classPath().split(File.pathSeparator, -1)) {
      urls.add(url(entry));
    }
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), platform)) {
      Class<?> runner = loader.loadClass("network.baton.simulator.swarm.SwarmRunner");
      return (String)
          runner.getMethod("firstBroken", long.class, long.class).invoke(null, from, to);
    }
  }

  private static URL url(String entry) throws MalformedURLException {
    return Path.of(entry).toUri().toURL();
  }
}
