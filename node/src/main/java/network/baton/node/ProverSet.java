package network.baton.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import network.baton.lease.ClaimOrder;
import network.baton.lease.Hash32;
import network.baton.node.config.ConfigException;
import network.baton.node.config.NatsEntry;
import network.baton.node.config.NodeFile.ProverEntry;
import network.baton.node.config.TraceEntry;
import network.baton.node.trace.Trace;
import network.baton.prover.Health;
import network.baton.prover.ProcessProver;
import network.baton.prover.ProcessProverConfig;
import network.baton.prover.Prover;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetProver;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.Journal;
import network.baton.prover.fleet.ProverLink;
import network.baton.prover.nats.FleetSubjects;
import network.baton.prover.nats.NatsFleet;
import network.baton.prover.workflow.Workflow;
import network.baton.prover.workflow.WorkflowProver;
import network.baton.wire.ProofTypes;

/**
 * Makes the provers that the configuration names. Where a type has several of this machine, or a
 * failed attempt is to be repeated, they are the workers of one fleet; else the node has them
 * directly. Types of kind {@code nats} are made by fleets of their own. A workflow is a worker of
 * the fleet that makes its stages.
 */
final class ProverSet {
  private static final String NATS = "nats";
  private static final String WORKFLOW = "workflow";
  private final ClaimOrder order;
  private final Path dataDir;
  private final Path folder;
  private final Trace trace;

  private ProverSet(ClaimOrder order, Path dataDir, Path folder, Trace trace) {
    this.order = order;
    this.dataDir = dataDir;
    this.folder = folder;
    this.trace = trace;
  }

  /**
   * @param folder of the configuration
   * @param trace hears what the workers of fleets do
   * @throws NodeException when a fleet's server cannot be reached
   */
  static Map<Hash32, Prover> of(
      List<ProverEntry> entries, ClaimOrder order, Path dataDir, Path folder, Trace trace) {
    var set = new ProverSet(order, dataDir, folder, trace);
    var provers = new LinkedHashMap<Hash32, Prover>();
    provers.putAll(set.overNats(entries.stream().filter(ProverSet::isNats).toList()));
    List<ProverEntry> own = entries.stream().filter(entry -> !isNats(entry)).toList();
    if (!own.isEmpty()) {
      provers.putAll(needsFleet(own) ? set.fleet(own) : set.direct(own));
    }
    // What stages are made of is no proof of the network's.
    works(entries, folder).forEach(work -> provers.remove(ProofTypes.id(work)));
    return provers;
  }

  /** What the workflows among the entries have made by workers. */
  static Set<String> works(List<ProverEntry> entries, Path folder) {
    var works = new TreeSet<String>();
    entries.stream()
        .filter(ProverSet::isWorkflow)
        .forEach(entry -> works.addAll(workflow(entry, folder).works()));
    return works;
  }

  private static Workflow workflow(ProverEntry entry, Path folder) {
    Workflow workflow = Objects.requireNonNull(entry.workflow()).workflow(folder);
    if (!workflow.proofType().equals(entry.proofType())) {
      throw new ConfigException(
          "provers: the workflow of '"
              + entry.proofType()
              + "' is of proof type '"
              + workflow.proofType()
              + "'");
    }
    return workflow;
  }

  /** What the entries cannot know of each other and of the disk. */
  static void check(List<ProverEntry> entries, Path folder, String config) {
    Map<String, String> kinds = new HashMap<>();
    for (ProverEntry entry : entries) {
      String type = entry.proofType();
      String other = kinds.put(type, entry.kind());
      if (other != null && (isNats(entry) || other.equals(NATS))) {
        throw new ConfigException(
            config + ": provers: '" + type + "' is made by kind nats and by another entry");
      }
      if (other != null && (isWorkflow(entry) || other.equals(WORKFLOW))) {
        throw new ConfigException(
            config + ": provers: '" + type + "' is made by a workflow and by another entry");
      }
      TraceEntry trace = entry.trace();
      if (entry.kind().equals("trace") && trace != null) {
        try {
          var _ = trace.script(folder);
        } catch (IOException | NumberFormatException unreadable) {
          throw new ConfigException(config + ": provers: trace: " + unreadable.getMessage());
        }
      }
    }
    entries.forEach(entry -> checkWorks(entry, entries, folder, config));
  }

  private static void checkWorks(
      ProverEntry staged, List<ProverEntry> entries, Path folder, String config) {
    if (!isWorkflow(staged)) {
      return;
    }
    Workflow workflow = workflow(staged, folder);
    for (String work : workflow.works()) {
      boolean made = entries.stream().anyMatch(e -> e.proofType().equals(work) && !isNats(e));
      if (!made && !isNats(staged)) {
        throw new ConfigException(
            config + ": provers: no entry here makes '" + work + "' of " + staged.proofType());
      }
    }
  }

  /** Whether a fleet over NATS makes it, in stages or not. */
  private static boolean isNats(ProverEntry entry) {
    return entry.kind().equals(NATS) || (isWorkflow(entry) && entry.nats() != null);
  }

  private static boolean isWorkflow(ProverEntry entry) {
    return entry.kind().equals(WORKFLOW);
  }

  private static boolean needsFleet(List<ProverEntry> entries) {
    long types = entries.stream().map(ProverEntry::proofType).distinct().count();
    boolean repeats =
        entries.stream()
            .map(ProverEntry::attempts)
            .anyMatch(attempts -> attempts != null && attempts > 1);
    boolean staged = entries.stream().anyMatch(ProverSet::isWorkflow);
    return types < entries.size() || repeats || staged;
  }

  private Map<Hash32, Prover> direct(List<ProverEntry> entries) {
    var provers = new LinkedHashMap<Hash32, Prover>();
    for (ProverEntry entry : entries) {
      Path workDir = dataDir.resolve("jobs").resolve(entry.proofType());
      provers.put(ProofTypes.id(entry.proofType()), open(entry, workDir));
    }
    return provers;
  }

  private Map<Hash32, Prover> fleet(List<ProverEntry> entries) {
    FleetEngine engine = engine("own", "fleet.db", entries);
    var workers = new LinkedHashMap<String, List<Prover>>();
    for (ProverEntry entry : entries) {
      if (isWorkflow(entry)) {
        continue;
      }
      List<Prover> ofType = workers.computeIfAbsent(entry.proofType(), t -> new ArrayList<>());
      String workerId = entry.proofType() + "-" + ofType.size();
      Prover prover = open(entry, dataDir.resolve("jobs").resolve(workerId));
      ofType.add(prover);
      engine.join(new ProverLink(workerId, prover));
    }
    var provers = new LinkedHashMap<Hash32, Prover>();
    workers.forEach(
        (type, ofType) -> provers.put(ProofTypes.id(type), FleetProver.of(engine, ofType)));
    Function<String, Health> ofWork =
        work -> Objects.requireNonNull(provers.get(ProofTypes.id(work))).health();
    for (ProverEntry entry : entries) {
      if (isWorkflow(entry)) {
        provers.put(ProofTypes.id(entry.proofType()), staged(engine, entry, ofWork, engine::close));
      }
    }
    return provers;
  }

  private Prover staged(
      FleetEngine engine, ProverEntry entry, Function<String, Health> ofWork, Runnable closing) {
    return WorkflowProver.of(engine, workflow(entry, folder), parallel(entry), ofWork, closing);
  }

  private Map<Hash32, Prover> overNats(List<ProverEntry> entries) {
    var byFleet = new LinkedHashMap<NatsEntry, List<ProverEntry>>();
    for (ProverEntry entry : entries) {
      NatsEntry where = Objects.requireNonNull(entry.nats());
      byFleet.computeIfAbsent(where, w -> new ArrayList<>()).add(entry);
    }
    var provers = new LinkedHashMap<Hash32, Prover>();
    byFleet.forEach(
        (where, types) -> {
          FleetEngine engine = engine(where.fleet(), "fleet-nats-" + where.fleet() + ".db", types);
          NatsFleet fleet = open(where, engine);
          for (ProverEntry entry : types) {
            provers.put(
                ProofTypes.id(entry.proofType()),
                isWorkflow(entry)
                    ? staged(engine, entry, fleet::health, fleet::close)
                    : fleet.prover(entry.proofType()));
          }
        });
    return provers;
  }

  private NatsFleet open(NatsEntry where, FleetEngine engine) {
    try {
      return NatsFleet.open(where.url(), new FleetSubjects(where.fleet()), engine);
    } catch (IOException unreachable) {
      engine.close();
      throw new NodeException(
          "the fleet '"
              + where.fleet()
              + "' cannot be had from "
              + where.url()
              + ": "
              + unreachable.getMessage(),
          unreachable);
    }
  }

  private FleetEngine engine(String name, String journal, List<ProverEntry> entries) {
    FleetSettings.Profile profile =
        switch (order) {
          case EARLIEST_DEADLINE -> FleetSettings.Profile.EARLIEST_DEADLINE;
          case HEAD_OF_CHAIN -> FleetSettings.Profile.HEAD_OF_CHAIN;
        };
    int attempts = entries.stream().mapToInt(ProverSet::attempts).max().orElseThrow();
    var engine =
        new FleetEngine(
            name,
            FleetSettings.DEFAULTS.withProfile(profile).withAttempts(attempts),
            // Proofs are stored by the node as well; what a loss of power takes is proven again.
            Journal.open(dataDir.resolve(journal), Journal.Durability.SYSTEM),
            (task, output) -> true);
    trace.say("fleet-open", "fleet", name);
    engine.watch(new FleetTrace(name, trace));
    return engine;
  }

  private static int attempts(ProverEntry entry) {
    Integer attempts = entry.attempts();
    return attempts == null ? ProverEntry.ATTEMPTS_DEFAULT : attempts;
  }

  private static int parallel(ProverEntry entry) {
    Integer parallel = entry.parallel();
    return parallel == null ? 1 : parallel;
  }

  private Prover open(ProverEntry entry, Path workDir) {
    TraceEntry trace = entry.trace();
    if (entry.kind().equals("trace") && trace != null) {
      try {
        return trace.script(folder).prover(entry.proofType(), parallel(entry));
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }
    var mode =
        entry.mode().equals("worker")
            ? ProcessProverConfig.Mode.WORKER
            : ProcessProverConfig.Mode.ONE_SHOT;
    Long graceMs = entry.graceMs();
    return new ProcessProver(
        new ProcessProverConfig(
            entry.proofType(),
            mode,
            entry.command(),
            parallel(entry),
            graceMs == null ? 500 : graceMs,
            workDir,
            entry.env()));
  }
}
