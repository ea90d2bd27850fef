package io.hybridperf.e2e;

import io.hybridperf.coordinator.store.milvus.MilvusSchema;
import io.hybridperf.embedded.stack.Eventually;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.response.QueryResp;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** Removes from the stores what a test wrote, since the API cannot. */
final class Leftovers implements AutoCloseable {
  private static final Duration STALENESS = Duration.ofSeconds(20);

  private final StoreAddresses stores;
  private final MilvusClientV2 milvus;
  private final Driver neo4j;

  Leftovers(StoreAddresses stores) {
    this.stores = stores;
    this.milvus =
        new MilvusClientV2(ConnectConfig.builder().uri("http://" + stores.milvus()).build());
    this.neo4j = GraphDatabase.driver(stores.neo4j(), AuthTokens.none());
  }

  /** Removes contents, and the names that then nothing has; returns when no search sees them. */
  void removeContent(Collection<Long> ids) throws Exception {
    if (!ids.isEmpty()) {
      milvus.delete(
          DeleteReq.builder()
              .collectionName(MilvusSchema.COLLECTION)
              .ids(List.copyOf(ids))
              .build());
      Eventually.get(STALENESS, () -> seen(ids), List::isEmpty);
    }
    neo4j
        .executableQuery("MATCH (n:MediaContent) WHERE n.id IN $ids DETACH DELETE n")
        .withParameters(Map.of("ids", ids))
        .execute();
    neo4j
        .executableQuery(
            "MATCH (n:Genre|Theme|Mood|CulturalContext) WHERE NOT EXISTS { (n)--() } DELETE n")
        .execute();
  }

  /** Which of them a search sees that need not see the latest writes. */
  private List<QueryResp.QueryResult> seen(Collection<Long> ids) {
    return milvus
        .query(
            QueryReq.builder()
                .collectionName(MilvusSchema.COLLECTION)
                .filter(MilvusSchema.CONTENT_ID + " in " + ids)
                .outputFields(List.of(MilvusSchema.CONTENT_ID))
                .consistencyLevel(ConsistencyLevel.BOUNDED)
                .build())
        .getQueryResults();
  }

  /** Waits until every ingest that was kept is in both stores. */
  void awaitEmptyOutbox() throws Exception {
    Eventually.get(
        Duration.ofSeconds(Client.PATIENCE_SECONDS), this::keptIngests, count -> count == 0);
  }

  /** How many ingests are kept that are not known to be in both stores. */
  long keptIngests() throws Exception {
    try (Connection connection = DriverManager.getConnection(stores.postgresql());
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM ingest_outbox")) {
      count.next();
      return count.getLong(1);
    }
  }

  /** Removes a tenant's events. */
  void removeEvents(String tenant) throws Exception {
    try (Connection connection = DriverManager.getConnection(stores.postgresql());
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM learning_events WHERE tenant_id = ?")) {
      delete.setString(1, tenant);
      delete.executeUpdate();
    }
  }

  /** Removes events by their ids. */
  void removeEvents(Collection<Long> ids) throws Exception {
    try (Connection connection = DriverManager.getConnection(stores.postgresql());
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM learning_events WHERE id = ANY(?)")) {
      delete.setArray(1, connection.createArrayOf("int8", ids.toArray()));
      delete.executeUpdate();
    }
  }

  @Override
  public void close() {
    milvus.close();
    neo4j.close();
  }
}
