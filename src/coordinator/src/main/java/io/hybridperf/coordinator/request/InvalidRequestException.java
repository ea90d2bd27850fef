package io.hybridperf.coordinator.request;

/** A request that breaks the API's rules. The message names the field. */
public final class InvalidRequestException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Names a field and what is wrong with it.
   *
   * @param field the field's path in the request
   * @param complaint what is wrong with it
   */
  public InvalidRequestException(String field, String complaint) {
    super(field + ": " + complaint);
  }
}
