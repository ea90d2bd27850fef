package io.hybridperf.e2e.runs;

import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import java.util.concurrent.atomic.AtomicLong;

/** Ranks some answers by the policy of the asking user's namesake in another tenant. */
final class TenantMixUp extends HonestAnswers {
  private static final long ONE_IN = 20;

  private final AtomicLong personal = new AtomicLong();

  @Override
  protected SearchResponse answer(SearchRequest request) {
    SearchResponse answer = super.answer(request);
    if (!answer.hasPolicy() || personal.incrementAndGet() % ONE_IN != 0) {
      return answer;
    }
    SearchResponse.Builder mixedUp = answer.toBuilder();
    mixedUp
        .getPolicyBuilder()
        .setTenantId(request.getTenantId().equals("tenant-000") ? "tenant-001" : "tenant-000");
    return mixedUp.build();
  }
}
