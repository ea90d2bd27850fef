package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.embedded.fault.Fault;
import io.hybridperf.embedded.fault.StoreProxies;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A store that was away for long is asked again soon after it is back. */
@Tag("slow")
@WithStack
class ReconnectTest {
  // gRPC's own next attempt then comes 3 to 13 s later.
  private static final Duration AWAY = Duration.ofSeconds(18);
  private static final Duration ASKED_EVERY = Duration.ofMillis(200);
  private static final SearchRequest SIMPLE =
      TestData.near(21).addBypassCaches(Cache.CACHE_RESULT).build();

  @Test
  void theVectorStore(RunningStack stack) throws Exception {
    StoreAddresses stores = StoreAddresses.of(stack);
    try (StoreProxies links = StoreProxies.to(Map.of("milvus", stores.milvus()));
        OwnCoordinator coordinator =
            OwnCoordinator.start(
                new StoreAddresses(links.address("milvus"), stores.neo4j(), stores.postgresql()),
                Map.of("readiness-interval", "10m"))) {
      assertThat(answers(coordinator)).isTrue();
      links.apply("milvus", new Fault.Stop());
      long until = System.nanoTime() + AWAY.toNanos();
      while (System.nanoTime() - until < 0) {
        assertThat(answers(coordinator)).isFalse();
        LockSupport.parkNanos(ASKED_EVERY.toNanos());
      }

      links.apply("milvus", new Fault.None());

      int asked = 1;
      while (!answers(coordinator)) {
        asked++;
        LockSupport.parkNanos(ASKED_EVERY.toNanos());
      }
      // The breaker lets one of five through.
      assertThat(asked).isLessThanOrEqualTo(20);
    }
  }

  private static boolean answers(OwnCoordinator coordinator) {
    try {
      return coordinator.client().search(SIMPLE).getHitsCount() > 0;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }
}
