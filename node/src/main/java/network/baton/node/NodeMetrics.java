package network.baton.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The node's numbers for Prometheus. The parts count for themselves; this only reads them when it
 * is asked, so the hot path pays nothing.
 */
final class NodeMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Supplier<Map<String, Long>> counters;

  NodeMetrics(
      Supplier<Map<String, Long>> counters,
      Supplier<Number> peers,
      Supplier<Number> headSlot,
      Supplier<Number> claiming,
      Supplier<Number> clockOffsetMs,
      Supplier<Number> discoveryNodes,
      Supplier<Number> reachable) {
    this.counters = counters;
    Gauge.builder("baton_peers", peers).description("Connected peers").register(registry);
    Gauge.builder("baton_head_slot", headSlot)
        .description("Newest slot seen on the chain")
        .register(registry);
    Gauge.builder("baton_claiming", claiming)
        .description("1 while the node may claim leases, 0 while something stands against it")
        .register(registry);
    Gauge.builder("baton_clock_offset_ms", clockOffsetMs)
        .description("What the time servers are ahead of this node; 0 without any")
        .register(registry);
    Gauge.builder("baton_discovery_nodes", discoveryNodes)
        .description("Nodes of any network that answer in discovery; 0 without it")
        .register(registry);
    Gauge.builder("baton_reachable", reachable)
        .description("1 if two peers reached this node by dialling it, -1 if two could not, else 0")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  /** The Prometheus text. */
  String scrape() {
    counters
        .get()
        .keySet()
        .forEach(
            name ->
                FunctionCounter.builder(
                        "baton_events",
                        this,
                        metrics -> metrics.counters.get().getOrDefault(name, 0L))
                    .description("Counts of the node's parts since start")
                    .tag("event", name)
                    .register(registry));
    return registry.scrape();
  }
}
