package io.hybridperf.plans;

/** Why no plans can be shown, in one line with the remedy. */
final class PlansException extends Exception {

  private static final long serialVersionUID = 1L;

  PlansException(String message) {
    super(message);
  }
}
