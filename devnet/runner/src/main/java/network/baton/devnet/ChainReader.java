package network.baton.devnet;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.baton.contracts.Deployment;
import network.baton.contracts.generated.LeaseAnchor;
import network.baton.contracts.generated.ProverRegistry;
import network.baton.contracts.generated.Settlement;
import network.baton.scenario.report.ChainFacts;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.datatypes.Event;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.utils.Numeric;

/**
 * Reads anchors, settlements and gas from the receipts of all blocks: what the chain says, whatever
 * nodes claim.
 */
final class ChainReader {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final ChainRpc rpc;
  private final Deployment deployment;
  private final List<ChainFacts.Anchored> anchored = new ArrayList<>();
  private final List<ChainFacts.Settled> settled = new ArrayList<>();
  private final Map<String, List<Long>> gas = new TreeMap<>();

  ChainReader(ChainRpc rpc, Deployment deployment) {
    this.rpc = rpc;
    this.deployment = deployment;
  }

  /**
   * @param proofTypes id -> name
   */
  ChainFacts read(long fromBlock, long toBlock, Map<String, String> proofTypes)
      throws DevnetException {
    for (long block = fromBlock; block <= toBlock; block++) {
      JsonNode receipts = rpc.call("eth_getBlockReceipts", "0x" + Long.toHexString(block));
      for (JsonNode receipt : receipts) {
        take(receipt, block, proofTypes);
      }
    }
    return new ChainFacts(anchored, settled, gas);
  }

  private void take(JsonNode receipt, long block, Map<String, String> proofTypes) {
    long used = ChainRpc.quantity(receipt.path("gasUsed"));
    String txHash = receipt.path("transactionHash").asText();
    String operation = operation(receipt);
    for (JsonNode each : receipt.path("logs")) {
      Log log = JSON.convertValue(each, Log.class);
      if (isFrom(log, deployment.anchor(), LeaseAnchor.ANCHORED_EVENT)) {
        LeaseAnchor.AnchoredEventResponse event = LeaseAnchor.getAnchoredEventFromLog(log);
        anchored.add(
            new ChainFacts.Anchored(
                event.slot.longValueExact(),
                event.prover.longValueExact(),
                Numeric.toHexString(event.root),
                event.leaves.longValueExact(),
                block,
                txHash,
                used));
      } else if (isFrom(log, deployment.settlement(), Settlement.SETTLED_EVENT)) {
        Settlement.SettledEventResponse event = Settlement.getSettledEventFromLog(log);
        String type = Numeric.toHexString(event.proofType);
        settled.add(
            new ChainFacts.Settled(
                Numeric.toHexString(event.taskId),
                proofTypes.getOrDefault(type, type),
                event.prover.longValueExact(),
                block,
                txHash,
                used));
      }
    }
    gas.computeIfAbsent(operation, _ -> new ArrayList<>()).add(used);
  }

  /** What a transaction did, by the contract that it called and the event that came of it. */
  private String operation(JsonNode receipt) {
    Map<String, String> byContract = new HashMap<>();
    byContract.put(lower(deployment.anchor()), "anchor");
    byContract.put(lower(deployment.settlement()), "settle");
    byContract.put(lower(deployment.registry()), "register");
    if (receipt.path("to").isNull()) {
      return "deploy";
    }
    String called = byContract.getOrDefault(lower(receipt.path("to").asText()), "other");
    if (ChainRpc.quantity(receipt.path("status")) == 0) {
      return called + "Reverted";
    }
    Optional<Event> expected =
        switch (called) {
          case "anchor" -> Optional.of(LeaseAnchor.ANCHORED_EVENT);
          case "settle" -> Optional.of(Settlement.SETTLED_EVENT);
          case "register" -> Optional.of(ProverRegistry.REGISTERED_EVENT);
          default -> Optional.empty();
        };
    if (expected.isEmpty() || has(receipt, expected.get())) {
      return called;
    }
    return called.equals("anchor") ? "enrol" : "administer";
  }

  private static boolean has(JsonNode receipt, Event event) {
    String topic = EventEncoder.encode(event);
    for (JsonNode log : receipt.path("logs")) {
      if (log.at("/topics/0").asText().equals(topic)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFrom(Log log, String contract, Event event) {
    return lower(log.getAddress()).equals(lower(contract))
        && log.getTopics().getFirst().equals(EventEncoder.encode(event));
  }

  private static String lower(String address) {
    return address.toLowerCase(Locale.ROOT);
  }
}
