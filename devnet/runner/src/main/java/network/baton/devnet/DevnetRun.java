package network.baton.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import network.baton.contracts.Deployment;
import network.baton.scenario.Fleet;
import network.baton.scenario.Scenario;
import network.baton.scenario.report.ChainFacts;
import network.baton.scenario.report.FaultPlan;
import network.baton.scenario.report.FleetTally;
import network.baton.scenario.report.NodeTrace;
import network.baton.scenario.report.ProcessorTimes;
import network.baton.scenario.report.Report;
import network.baton.scenario.report.ReportComputation;
import network.baton.scenario.report.ReportFiles;
import network.baton.scenario.report.RunFacts;
import network.baton.scenario.report.Settings;
import network.baton.scenario.report.SlotViews;
import network.baton.scenario.report.Traces;
import network.baton.wire.ProofTypes;
import org.jspecify.annotations.Nullable;

/**
 * One run of the devnet from the empty folder to the report. Its thread is the network's slot
 * clock: it mines a block at the start of every slot, exactly on the second.
 */
final class DevnetRun {
  /** The runner keeps still this long after a block: the nodes are being timed. */
  private static final long QUIET_MS = 300;

  private static final long NODE_READY_MS = 180_000;
  private static final long MESH_MS = 60_000;
  private static final long NODE_END_MS = 8_000;

  private final DevnetOptions options;
  private final Scenario scenario;
  private final Project project;
  private final View view;
  private final Children children;
  private final Map<String, String> proofTypes = new LinkedHashMap<>();
  private final ProcessorTimes processors = ProcessorTimes.now();
  private final long startedAtMs = System.currentTimeMillis();

  DevnetRun(DevnetOptions options, Project project, View view, Children children) {
    this.options = options;
    this.scenario = options.scenario();
    this.project = project;
    this.view = view;
    this.children = children;
    for (Scenario.ProofType type : scenario.proofTypes()) {
      proofTypes.put(ProofTypes.id(type.name()).toHex(), type.name());
    }
  }

  /** Runs in the run folder, which is there and empty. */
  Report run() throws DevnetException {
    Path folder = options.runFolder();
    Anvil anvil = Anvil.start(children, project.anvil(), folder);
    List<Member> members = members(folder);
    FleetProcesses fleet = startFleet(folder);
    NetworkSetup setup = new NetworkSetup(scenario, project, anvil, members, fleet);
    long genesisTime =
        RunClock.genesisTimeSeconds(
            System.currentTimeMillis(),
            startUpMs(),
            scenario.slotSeconds(),
            scenario.warmUpSlots());
    Deployment deployment = setup.deploy(genesisTime);
    long startBlock = anvil.blockNumber();
    view.say(
        "chain "
            + anvil.webSocketUrl()
            + ", contracts deployed, "
            + members.size()
            + " provers registered in "
            + sinceStart());

    setup.write(folder, deployment, startBlock, genesisTime);
    List<NodeProcess> nodes = startNodes(members);
    if (fleet != null) {
      fleet.awaitWorkers(NODE_READY_MS);
    }
    JsonNode status = awaitMesh(nodes);
    view.say(
        members.size()
            + " nodes ready and connected in "
            + sinceStart()
            + "; network file "
            + NetworkSetup.networkFile(folder));
    view.say("dashboard http://127.0.0.1:" + options.dashboardPort());

    RunClock clock =
        RunClock.readyAt(
            System.currentTimeMillis(),
            genesisTime,
            scenario.slotSeconds(),
            scenario.warmUpSlots(),
            scenario.slots());
    FleetTally tally = new FleetTally(fleetNode());
    FaultHand hand = new FaultHand(nodes, scenario.slotSeconds(), fleet, tally);
    FaultPlan plan =
        new FaultPlan(scenario.faults(), scenario.nodeNames(), proofTypes, clock.slotOffset());
    Watch watch = new Watch(nodes, plan, hand, new Board(proofTypes, tally), view, clock);
    watch.start();
    List<RunFacts.Mined> mined = mineSlots(anvil, watch, clock);
    watch.end();
    List<String> mishaps = new ArrayList<>(watch.deaths());
    if (fleet != null) {
      mishaps.addAll(fleet.mishaps());
    }
    mishaps.addAll(endNodes(nodes, hand));

    ChainFacts chain =
        new ChainReader(anvil.rpc(), deployment)
            .read(deployment.deployBlock(), anvil.blockNumber(), proofTypes);
    RunFacts facts =
        new RunFacts(
            scenario,
            clock.firstSlot(),
            genesisTime,
            proofTypes,
            mined,
            hand.fired(),
            mishaps,
            startedAtMs,
            (System.currentTimeMillis() - startedAtMs) / 1000.0);
    return report(facts, members, chain, status);
  }

  private int fleetNode() {
    Fleet fleet = scenario.fleet();
    return fleet == null ? -1 : scenario.nodeNames().indexOf(fleet.node());
  }

  /** Starts the bus and the workers of the fleet, if there is one; they come up beside the rest. */
  private @Nullable FleetProcesses startFleet(Path folder) throws DevnetException {
    Fleet plan = scenario.fleet();
    if (plan == null) {
      return null;
    }
    FleetProcesses fleet =
        FleetProcesses.start(plan, scenario, project, children, folder.resolve("fleet"));
    fleet.startWorkers();
    view.say("fleet of " + plan.node() + ": " + plan.workers() + " workers on " + fleet.url());
    return fleet;
  }

  private List<Member> members(Path folder) throws DevnetException {
    List<String> names = scenario.nodeNames();
    List<Integer> ports = Ports.free(2 * names.size());
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int apiPort = i == 0 ? options.dashboardPort() : ports.get(2 * i);
      Path home = folder.resolve(names.get(i));
      members.add(Member.create(i, names.get(i), ports.get(2 * i + 1), apiPort, home));
    }
    return members;
  }

  /**
   * What deploying and the start of all processes take on a small machine; the first slot waits if
   * it is more. The contracts must know the clock, so it is set before them.
   */
  private long startUpMs() {
    Fleet fleet = scenario.fleet();
    return 6_000 + 3_200L * scenario.nodes() + (fleet == null ? 0 : 1_600L * fleet.workers());
  }

  private List<NodeProcess> startNodes(List<Member> members) throws DevnetException {
    ClassArchive archive = ClassArchive.in(project.stateFolder(), NodeProcess.classPath());
    List<NodeProcess> nodes =
        members.stream().map(member -> new NodeProcess(member, children, archive)).toList();
    if (!archive.isThere()) { // worth its time: all start sooner with it
      nodes.getFirst().writeArchive(NODE_READY_MS);
      if (!archive.adopt()) {
        view.say("no class archive could be written; the nodes start more slowly");
      }
    }
    for (NodeProcess node : nodes) {
      node.start();
    }
    for (NodeProcess node : nodes) {
      node.awaitReady(NODE_READY_MS);
    }
    return nodes;
  }

  /**
   * Waits until every node is connected to every other, claims, and has its provers warm: a network
   * whose provers come late claims all at once. Returns the first node's status.
   */
  private static JsonNode awaitMesh(List<NodeProcess> nodes) throws DevnetException {
    long end = System.currentTimeMillis() + MESH_MS;
    try (HttpClient http = HttpClient.newHttpClient()) {
      JsonNode first = JsonNodeFactory.instance.objectNode();
      for (NodeProcess node : nodes) {
        JsonNode status = node.status(http);
        while (!isUp(status, nodes.size() - 1)) {
          if (System.currentTimeMillis() > end) {
            throw new DevnetException(
                node.member().name()
                    + " is not connected to the others after "
                    + MESH_MS
                    + " ms: "
                    + (status == null ? "no answer" : status.path("peers").size() + " peers")
                    + "; see "
                    + node.member().log());
          }
          Pause.millis(100);
          status = node.status(http);
        }
        if (node.member().index() == 0 && status != null) {
          first = status;
        }
      }
      return first;
    }
  }

  private static boolean isUp(@Nullable JsonNode status, int others) {
    if (status == null
        || status.path("peers").size() < others
        || !status.path("claiming").asBoolean()) {
      return false;
    }
    for (JsonNode prover : status.path("ownProvers")) {
      if (!prover.asText().startsWith("ready")) {
        return false;
      }
    }
    return true;
  }

  /** The slot clock: warm-up, the counted slots, then more for as long as settlements are due. */
  private List<RunFacts.Mined> mineSlots(Anvil anvil, Watch watch, RunClock clock)
      throws DevnetException {
    List<RunFacts.Mined> counted = new ArrayList<>();
    long number = anvil.blockNumber();
    long last = clock.lastSlot() + scenario.drainSlots();
    for (long slot = clock.firstMined(); slot <= last; slot++) {
      anvil.timestamp(clock.slotStartSeconds(slot));
      Pause.until(clock.slotStartMs(slot) * 1000);
      watch.check();
      if (slot > clock.lastSlot() && watch.doneUpTo(clock.lastSlot())) {
        break;
      }
      Anvil.Mining mining = anvil.mine();
      watch.mined(slot, ++number);
      if (slot >= clock.firstSlot() && slot <= clock.lastSlot()) {
        Pause.millis(QUIET_MS);
        counted.add(anvil.mined(slot, mining));
      }
    }
    return counted;
  }

  private List<String> endNodes(List<NodeProcess> nodes, FaultHand hand) throws DevnetException {
    view.say("ending the nodes");
    nodes.forEach(node -> node.signal(Signals.TERMINATE));
    List<String> mishaps = new ArrayList<>();
    for (NodeProcess node : nodes) {
      boolean up = !hand.isDown(node.member().index());
      Integer code = node.end(NODE_END_MS);
      if (up && code == null) {
        mishaps.add(node.member().name() + " did not end within " + NODE_END_MS + " ms of SIGTERM");
      } else if (up && code != null && code != 0) {
        mishaps.add(
            node.member().name()
                + " ended with exit code "
                + code
                + "; see "
                + node.member().log());
      }
    }
    return mishaps;
  }

  private Report report(RunFacts facts, List<Member> members, ChainFacts chain, JsonNode status)
      throws DevnetException {
    try {
      List<NodeTrace> nodes = new ArrayList<>();
      for (Member member : members) {
        nodes.add(NodeTrace.read(member.index(), member.name(), member.trace()));
      }
      Traces traces = new Traces(facts, nodes);
      Report report =
          new ReportComputation(facts, traces, chain, NetworkSetup.SLOTS_PER_EPOCH)
              .report(Settings.read(project.root(), options.pacePercent(), processors));
      ReportFiles.writeJson(options.reportFolder(), report);
      ReportFiles.writeHtml(
          options.reportFolder(),
          ReportFiles.template(),
          network(status, scenario.provenTypes()),
          new SlotViews(facts, traces, chain).slots(),
          report);
      return report;
    } catch (IOException e) {
      throw new DevnetException("the report cannot be written: " + e.getMessage(), e);
    }
  }

  private static ObjectNode network(JsonNode status, int provenTypes) {
    ObjectNode network = JsonNodeFactory.instance.objectNode();
    for (String key : List.of("network", "chainId", "clock", "provers", "proofTypes")) {
      if (status.has(key)) {
        network.set(key, status.get(key));
      }
    }
    network.put("provenTypes", provenTypes);
    return network;
  }

  private String sinceStart() {
    return String.format(
        Locale.ROOT, "%.1f s", (System.currentTimeMillis() - startedAtMs) / 1000.0);
  }
}
