package io.hybridperf.e2e;

import static io.hybridperf.e2e.EveryStore.PATIENCE;
import static io.hybridperf.e2e.EveryStore.SEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store that fails is left alone until it is back. */
@WithStack
class BreakerTest {

  @ParameterizedTest
  @CsvSource({
    "milvus, stop",
    "milvus, slow 400ms",
    "milvus, cut",
    "neo4j, stop",
    "neo4j, slow 400ms",
    "neo4j, cut",
    "postgresql, stop",
    "postgresql, slow 400ms",
    "postgresql, cut"
  })
  void aStoreThatFailsIsSlowOrSilentIsLeftAloneUntilItIsBack(
      String store, String fault, RunningStack stack) throws Exception {
    try (StoreLinks links = StoreLinks.to(StoreAddresses.of(stack));
        OwnCoordinator coordinator =
            OwnCoordinator.start(
                links.addresses(),
                Map.of(
                    store + ".timeout",
                    "1s",
                    "breaker.slow-call",
                    "300ms",
                    "breaker.open-for",
                    "500ms",
                    "breaker.minimum-calls",
                    3,
                    "readiness-interval",
                    "10m"))) {
      EveryStore.assertFullAgain(coordinator.client());
      links.apply(store, fault);

      awaitWhileAnswering(
          coordinator, "hybrid_breaker_state{state=\"open\",store=\"%s\"}".formatted(store));
      awaitWhileAnswering(
          coordinator, "hybrid_breaker_rejected_total{store=\"%s\"}".formatted(store));

      links.restore(store);
      awaitWhileAnswering(
          coordinator, "hybrid_breaker_state{state=\"closed\",store=\"%s\"}".formatted(store));
      EveryStore.assertFullAgain(coordinator.client());
    }
  }

  /** Until a metric is past zero. Without any one store there are answers all the time. */
  private static void awaitWhileAnswering(OwnCoordinator coordinator, String series)
      throws Exception {
    Eventually.get(
        PATIENCE,
        () -> {
          assertThat(coordinator.client().search(SEEDED).getHitsCount()).isPositive();
          return Metrics.value(Metrics.scrape(coordinator.metricsPort()), series).orElse(0);
        },
        value -> value > 0);
  }
}
