package io.hybridperf.feeders.movielens;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Seats MovieLens' users in tenants. User ids count from 1 within each tenant.
 *
 * <p>Up to 61 tenants every user sits in exactly one: user n in tenant (n - 1) mod tenants. Beyond
 * that each tenant has 10 users, taken 61 apart from (tenant number) on, so that the first 61
 * tenants hold all 610 once and later ones repeat them.
 */
final class TenantSpread {

  static final int MAX_TENANTS = 1000;

  private static final int LEAST_USERS_PER_TENANT = 10;

  /**
   * A place in a tenant.
   *
   * @param movieLensUserId who sits there
   * @param repeated whether the same person has a seat in an earlier tenant
   */
  record Seat(User user, int movieLensUserId, boolean repeated) {}

  private final int tenants;
  private final int people;

  TenantSpread(int tenants, int people) {
    if (tenants < 1 || tenants > MAX_TENANTS) {
      throw new IllegalArgumentException("tenants is " + tenants + "; choose 1.." + MAX_TENANTS);
    }
    this.tenants = tenants;
    this.people = people;
  }

  /** All seats, by tenant, then by user number. */
  List<Seat> seats() {
    int tenantsWithoutRepeats = people / LEAST_USERS_PER_TENANT;
    int step = Math.min(tenants, tenantsWithoutRepeats);
    List<Seat> seats = new ArrayList<>();
    for (int tenant = 0; tenant < tenants; tenant++) {
      // Only tenants that repeat start past the step; theirs wraps around.
      int start = tenant % people;
      int count =
          tenants <= tenantsWithoutRepeats
              ? (people - start + step - 1) / step
              : LEAST_USERS_PER_TENANT;
      for (int i = 0; i < count; i++) {
        User user = new User(String.format(Locale.ROOT, "tenant-%03d", tenant), "user-" + (i + 1));
        seats.add(new Seat(user, (start + i * step) % people + 1, tenant >= step));
      }
    }
    return seats;
  }
}
