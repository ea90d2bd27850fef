package io.hybridperf.feeders;

/**
 * Who asks: a user of a tenant.
 *
 * @param tenantId "tenant-000".., or "" for an anonymous request
 * @param userId "user-1".. within the tenant, or "" for an anonymous request
 */
public record User(String tenantId, String userId) {

  /** Nobody in particular. */
  public static final User ANONYMOUS = new User("", "");

  /** Whether no policy can apply. */
  public boolean isAnonymous() {
    return userId.isEmpty();
  }
}
