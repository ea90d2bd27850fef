package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import io.hybridperf.plans.QueryPlans;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On the real data, no statement of the coordinator has a plan that will hurt. */
@WithStack
class QueryPlansTest {

  @Test
  void everyStatementOfTheCoordinatorIsClean(RunningStack stack) throws Exception {
    StoreAddresses stores = StoreAddresses.of(stack);
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "coordinator.neo4j.uri", stores.neo4j(),
                    "coordinator.neo4j.vector-search-list", 128,
                    "coordinator.postgresql.url", stores.postgresql()))
            .withFallback(ConfigFactory.load());
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    int status =
        QueryPlans.run(
            config, new String[0], new PrintStream(out, true, StandardCharsets.UTF_8), System.err);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .endsWith(" statements, 0 flagged, 0 indexes missing\n");
    assertThat(status).isEqualTo(QueryPlans.CLEAN);
  }
}
