package io.hybridperf.feeders.movielens;

/**
 * Who asks: a user of a tenant.
 *
 * @param tenantId "tenant-000".., or "" for an anonymous request
 * @param userId "user-1".. within the tenant, or "" for an anonymous request
 */
public record User(String tenantId, String userId) {
  private static final String PREFIX = "user-";

  /** Nobody in particular. */
  public static final User ANONYMOUS = new User("", "");

  /** Whether no policy can apply. */
  public boolean isAnonymous() {
    return userId.isEmpty();
  }

  /**
   * Which user of the tenant this is.
   *
   * @return from 1; 0 for an anonymous request
   * @throws NumberFormatException if the id has another form than "user-1"
   */
  public int number() {
    return isAnonymous() ? 0 : Integer.parseInt(userId, PREFIX.length(), userId.length(), 10);
  }
}
