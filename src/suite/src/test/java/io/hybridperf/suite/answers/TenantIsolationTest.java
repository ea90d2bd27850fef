package io.hybridperf.suite.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.PolicyRef;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.suite.answers.TenantIsolation.Owner;
import org.junit.jupiter.api.Test;

class TenantIsolationTest {
  private static final SearchRequest ANONYMOUS = SearchRequest.getDefaultInstance();
  private static final SearchRequest ANNA =
      SearchRequest.newBuilder().setTenantId("acme").setUserId("anna").build();
  private static final SearchResponse WITHOUT = SearchResponse.getDefaultInstance();

  @Test
  void anAnswerRankedByWhoAskedIsRight() {
    assertThat(owner(ANNA, rankedBy("acme", "anna", "default"))).isEqualTo(Owner.RIGHT);
    assertThat(owner(ANNA.toBuilder().setContext("kids").build(), rankedBy("acme", "anna", "kids")))
        .isEqualTo(Owner.RIGHT);
    assertThat(owner(ANONYMOUS, WITHOUT)).isEqualTo(Owner.RIGHT);
  }

  @Test
  void anyOtherPolicyIsLeaked() {
    assertThat(owner(ANNA, rankedBy("other", "anna", "default"))).isEqualTo(Owner.LEAKED);
    assertThat(owner(ANNA, rankedBy("acme", "bert", "default"))).isEqualTo(Owner.LEAKED);
    assertThat(owner(ANNA, rankedBy("acme", "anna", "kids"))).isEqualTo(Owner.LEAKED);
    assertThat(owner(ANONYMOUS, rankedBy("acme", "anna", "default"))).isEqualTo(Owner.LEAKED);
    assertThat(owner(ANONYMOUS, rankedBy("", "", "default"))).isEqualTo(Owner.LEAKED);
  }

  @Test
  void noPolicyIsRightOnlyIfTheAnswerSaysThatItLacksOne() {
    assertThat(owner(ANNA, WITHOUT)).isEqualTo(Owner.MISSING);
    assertThat(owner(ANNA, WITHOUT.toBuilder().addDegraded(Stage.STAGE_POLICY).build()))
        .isEqualTo(Owner.RIGHT);
    assertThat(owner(ANNA, WITHOUT.toBuilder().addDegraded(Stage.STAGE_GRAPH).build()))
        .isEqualTo(Owner.MISSING);
  }

  private static Owner owner(SearchRequest asked, SearchResponse answer) {
    return TenantIsolation.owner(asked, answer);
  }

  private static SearchResponse rankedBy(String tenant, String user, String context) {
    return SearchResponse.newBuilder()
        .setPolicy(PolicyRef.newBuilder().setTenantId(tenant).setUserId(user).setContext(context))
        .build();
  }
}
