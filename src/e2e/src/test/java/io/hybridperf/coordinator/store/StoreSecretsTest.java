package io.hybridperf.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Deadline;
import io.hybridperf.coordinator.CapturedLog;
import io.hybridperf.coordinator.RealNeo4j;
import io.hybridperf.coordinator.RealPostgres;
import io.hybridperf.coordinator.RealStores;
import io.hybridperf.coordinator.store.neo4j.Neo4jStore;
import io.hybridperf.coordinator.store.postgres.PostgresStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A store that refuses a password is said to do so, and the password is not. */
@ExtendWith(RealStores.class)
class StoreSecretsTest {
  private static final String WRONG = "wr0ng-passw0rd";

  @Test
  void neo4jRefusesAPassword(RealNeo4j server) throws Exception {
    try (CapturedLog log = CapturedLog.open();
        Neo4jStore store =
            new Neo4jStore(RealNeo4j.config(server.uri(), "nobody", WRONG), RealNeo4j.BREAKER)) {
      String failure = failure(() -> store.check(soon()));

      assertThat(failure).contains("unauthorized");
      assertThat(log.text()).contains("Driver instance");
      assertThat(failure + log.text()).doesNotContain(WRONG);
    }
  }

  @Test
  void postgresqlRefusesAPassword(RealPostgres server) throws Exception {
    server.execute("DROP ROLE IF EXISTS reader");
    server.execute("CREATE ROLE reader LOGIN PASSWORD 'another'");
    try (CapturedLog log = CapturedLog.open();
        PostgresStore store =
            new PostgresStore(
                RealPostgres.config(server.url(), "reader", WRONG, 1), RealNeo4j.BREAKER)) {
      Deadline patience = soon();
      String failure = failure(() -> store.check(soon()));
      while (!log.text().contains("password authentication failed for user \"reader\"")) {
        assertThat(patience.isExpired()).as(log.text()).isFalse();
        failure = failure(() -> store.check(soon()));
      }

      assertThat(failure).contains("the policy store is unavailable");
      assertThat(failure + log.text()).doesNotContain(WRONG);
    }
  }

  /** All that could be logged of it. */
  private static String failure(ThrowingCallable call) {
    StringWriter text = new StringWriter();
    catchThrowableOfType(StoreException.class, call).printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  private static Deadline soon() {
    return Deadline.after(30, TimeUnit.SECONDS);
  }
}
