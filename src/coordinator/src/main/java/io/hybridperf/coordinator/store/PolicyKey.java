package io.hybridperf.coordinator.store;

/**
 * Names a policy.
 *
 * @param tenantId the tenant
 * @param userId the user within the tenant
 * @param context the policy's context
 */
public record PolicyKey(String tenantId, String userId, String context) {

  private static final String DEFAULT_CONTEXT = "default";

  /**
   * The key of a request's user.
   *
   * @param context as the request names it; empty for the default one
   */
  public static PolicyKey of(String tenantId, String userId, String context) {
    return new PolicyKey(tenantId, userId, context.isEmpty() ? DEFAULT_CONTEXT : context);
  }
}
