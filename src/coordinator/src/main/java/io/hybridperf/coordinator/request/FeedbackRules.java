package io.hybridperf.coordinator.request;

import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;

/** What the API demands of feedback. */
public final class FeedbackRules {

  private static final int MAX_EVENTS = 1000;
  private static final int MAX_TYPE = 64;

  private FeedbackRules() {}

  /**
   * Checks a request.
   *
   * @throws InvalidRequestException naming the field that breaks a rule
   */
  public static void check(FeedbackRequest request) throws InvalidRequestException {
    if (request.getEventsCount() == 0) {
      throw new InvalidRequestException("events", "is empty");
    }
    FieldChecks.count("events", request.getEventsCount(), MAX_EVENTS, "events");
    for (int i = 0; i < request.getEventsCount(); i++) {
      event("events[" + i + "]", request.getEvents(i));
    }
  }

  private static void event(String path, FeedbackEvent event) throws InvalidRequestException {
    FieldChecks.storedText(
        path + ".tenant_id", event.getTenantId(), FieldChecks.MAX_NAME_CHARACTERS);
    FieldChecks.storedText(path + ".user_id", event.getUserId(), FieldChecks.MAX_NAME_CHARACTERS);
    if (!event.getContext().isEmpty()) {
      FieldChecks.storedText(
          path + ".context", event.getContext(), FieldChecks.MAX_NAME_CHARACTERS);
    }
    FieldChecks.storedText(path + ".event_type", event.getEventType(), MAX_TYPE);
    FieldChecks.range(path + ".reward", event.getReward(), -1, 1);
  }
}
