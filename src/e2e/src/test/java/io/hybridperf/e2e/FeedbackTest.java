package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.FeedbackResponse;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Feedback that was acknowledged is in the policy store. Every test removes what it wrote. */
@WithStack
class FeedbackTest {
  private static final String TENANT = "e2e-writes";

  private StoreAddresses stores;
  private OwnCoordinator coordinator;

  @BeforeEach
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    coordinator = OwnCoordinator.start(stores);
  }

  @AfterEach
  void close() throws Exception {
    coordinator.close();
    try (Leftovers leftovers = new Leftovers(stores)) {
      leftovers.removeEvents(TENANT);
    }
  }

  private SearchResponse search(SearchRequest.Builder request) {
    return coordinator.client().search(request.build());
  }

  @Test
  void feedbackIsStoredInTheOrderOfTheRequest() throws Exception {
    FeedbackEvent hostile =
        FeedbackEvent.newBuilder()
            .setTenantId(TENANT)
            .setUserId("'; DROP TABLE learning_events; --")
            .setContext("{\"a\": \"\\\u00e9\ud83c\udfac\"}")
            .setContentId(Long.MAX_VALUE)
            .setEventType("{click,\"NULL\"}")
            .setReward(-1)
            .build();
    FeedbackEvent plain =
        FeedbackEvent.newBuilder()
            .setTenantId(TENANT)
            .setUserId("user-1")
            .setContentId(1)
            .setEventType("play")
            .setReward(0.25)
            .build();

    FeedbackResponse response =
        coordinator
            .client()
            .feedback(FeedbackRequest.newBuilder().addEvents(hostile).addEvents(plain).build());

    assertThat(response.getEventIdsCount()).isEqualTo(2);
    assertThat(stored(response.getEventIds(0))).isEqualTo(hostile);
    assertThat(stored(response.getEventIds(1)))
        .isEqualTo(plain.toBuilder().setContext("default").build());
  }

  @Test
  void aThousandEventsAreStoredAtOnce() throws Exception {
    FeedbackRequest.Builder request = FeedbackRequest.newBuilder();
    for (int i = 0; i < 1000; i++) {
      request
          .addEventsBuilder()
          .setTenantId(TENANT)
          .setUserId("u")
          .setContentId(i)
          .setEventType("e");
    }

    FeedbackResponse response = coordinator.client().feedback(request.build());

    assertThat(response.getEventIdsList()).hasSize(1000).doesNotHaveDuplicates();
    for (int i : new int[] {0, 1, 500, 999}) {
      assertThat(stored(response.getEventIds(i)).getContentId()).isEqualTo(i);
    }
  }

  private FeedbackEvent stored(long id) throws Exception {
    try (Connection connection = DriverManager.getConnection(stores.postgresql());
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT tenant_id, user_id, context ->> 'context', content_id, event_type, reward"
                    + " FROM learning_events WHERE id = ?")) {
      select.setLong(1, id);
      ResultSet row = select.executeQuery();
      assertThat(row.next()).isTrue();
      return FeedbackEvent.newBuilder()
          .setTenantId(row.getString(1))
          .setUserId(row.getString(2))
          .setContext(row.getString(3))
          .setContentId(row.getLong(4))
          .setEventType(row.getString(5))
          .setReward(row.getDouble(6))
          .build();
    }
  }

  @Test
  void thePolicyCacheForgetsAUserWhoGivesFeedback() {
    SearchRequest.Builder personal =
        TestData.near(1).setTenantId(TENANT).setUserId("user-1").setK(1);
    search(personal);
    assertThat(search(personal).getCacheUse().getPolicyHit()).isTrue();

    coordinator
        .client()
        .feedback(
            FeedbackRequest.newBuilder()
                .addEvents(
                    FeedbackEvent.newBuilder()
                        .setTenantId(TENANT)
                        .setUserId("user-1")
                        .setContentId(1)
                        .setEventType("click"))
                .build());

    assertThat(search(personal).getCacheUse().getPolicyHit()).isFalse();
  }
}
