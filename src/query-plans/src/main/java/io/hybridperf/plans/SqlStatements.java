package io.hybridperf.plans;

import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.postgres.PostgresStatements;
import java.util.List;

/** Everything that the coordinator runs on PostgreSQL, with the parameters of ordinary requests. */
final class SqlStatements {

  private SqlStatements() {}

  static List<SqlStatement> all(Sample sample) {
    PolicyKey key = sample.policy();
    String[] tenant = {key.tenantId()};
    String[] user = {key.userId()};
    String[] context = {key.context()};
    Long[] ids = sample.ids().toArray(Long[]::new);
    return List.of(
        new SqlStatement(
            "policy", PostgresStatements.FIND_POLICY, List.of(tenant[0], user[0], context[0])),
        new SqlStatement(
            "feedback, events",
            PostgresStatements.INSERT_EVENTS,
            List.of(
                tenant,
                user,
                new Long[] {ids[0]},
                new String[] {"play"},
                new Double[] {1.0},
                context)),
        new SqlStatement(
            "feedback, policies locked",
            PostgresStatements.LOCK_POLICIES,
            List.of(tenant, user, context)),
        new SqlStatement(
            "feedback, policies taught",
            PostgresStatements.UPDATE_POLICIES,
            List.of(tenant, user, context, new String[] {"{}"}, new Long[] {1L})),
        new SqlStatement(
            "outbox, locks",
            PostgresStatements.OUTBOX_LOCK,
            List.of((Object) new Integer[] {0, 1})),
        new SqlStatement(
            "outbox, an entry added",
            PostgresStatements.OUTBOX_ADD,
            List.of(ids, new byte[] {1}, 1.0, ids)),
        new SqlStatement(
            "outbox, an entry's turn", PostgresStatements.OUTBOX_IS_FIRST, List.of(1L, 1)),
        new SqlStatement("outbox, an entry claimed", PostgresStatements.OUTBOX_CLAIM, List.of(1.0)),
        new SqlStatement("outbox, an entry done", PostgresStatements.OUTBOX_DONE, List.of(1L, 1)),
        new SqlStatement(
            "outbox, an entry postponed", PostgresStatements.OUTBOX_POSTPONE, List.of(1.0, 1L, 1)),
        new SqlStatement("outbox, depth", PostgresStatements.OUTBOX_DEPTH, List.of()));
  }
}
