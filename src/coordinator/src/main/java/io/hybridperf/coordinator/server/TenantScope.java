package io.hybridperf.coordinator.server;

import io.grpc.Status;
import io.grpc.StatusException;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.SearchRequest;
import org.jspecify.annotations.Nullable;

/** Keeps a tenant's credential to that tenant. A credential of no tenant may act for any. */
final class TenantScope {

  private TenantScope() {}

  /**
   * The request as it may be answered: a user without a tenant is the credential's.
   *
   * @param tenant of the credential, if it belongs to one
   * @throws StatusException PERMISSION_DENIED for another tenant's
   */
  static SearchRequest of(@Nullable String tenant, SearchRequest request) throws StatusException {
    if (tenant == null || request.getTenantId().equals(tenant)) {
      return request;
    }
    if (!request.getTenantId().isEmpty()) {
      throw denied("tenant_id");
    }
    return request.getUserId().isEmpty()
        ? request
        : request.toBuilder().setTenantId(tenant).build();
  }

  /** As {@link #of(String, SearchRequest)}, for each event. */
  static FeedbackRequest of(@Nullable String tenant, FeedbackRequest request)
      throws StatusException {
    if (tenant == null) {
      return request;
    }
    FeedbackRequest.Builder scoped = request.toBuilder();
    for (int i = 0; i < request.getEventsCount(); i++) {
      FeedbackEvent event = request.getEvents(i);
      if (event.getTenantId().isEmpty()) {
        scoped.setEvents(i, event.toBuilder().setTenantId(tenant));
      } else if (!event.getTenantId().equals(tenant)) {
        throw denied("events[" + i + "].tenant_id");
      }
    }
    return scoped.build();
  }

  /**
   * Content is every tenant's.
   *
   * @throws StatusException PERMISSION_DENIED for a tenant's credential
   */
  static void requireNone(@Nullable String tenant) throws StatusException {
    if (tenant != null) {
      throw Status.PERMISSION_DENIED
          .withDescription(
              "content belongs to no tenant, and a tenant's credential cannot change it")
          .asException();
    }
  }

  private static StatusException denied(String field) {
    return Status.PERMISSION_DENIED
        .withDescription(field + ": the credential belongs to another tenant")
        .asException();
  }
}
