package io.hybridperf.feeders.movielens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.feeders.file.Csv;
import io.hybridperf.feeders.file.ShippedFile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {

  private static Dataset dataset;

  @BeforeAll
  static void load() {
    dataset = MovieLens.load();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 20})
  void noPolicyHasMoreRulesThanAskedForAndNearlyAllHaveAsMany(int maxRules) {
    List<UserPolicy> policies = dataset.policies(10, maxRules);
    assertThat(policies).hasSize(610).allMatch(policy -> policy.ruleCount() <= maxRules);
    assertThat(policies.stream().filter(policy -> policy.ruleCount() == maxRules).count())
        .isGreaterThan(580);
  }

  @Test
  void aDataSetMayHaveOtherPoliciesAndTheSameFilms() {
    Dataset other = dataset.withPolicies(100, 5);

    assertThat(other.policies()).isEqualTo(dataset.policies(100, 5));
    assertThat(other.films()).isSameAs(dataset.films());
    assertThat(other.id()).isEqualTo(dataset.id());
    assertThat(dataset.policies()).isEqualTo(dataset.policies(10, 10));
  }

  @Test
  void usersAreNumberedWithinTheirTenant() {
    assertThat(dataset.users(10).stream().filter(user -> user.number() == 1)).hasSize(10);
    assertThat(User.ANONYMOUS.number()).isZero();
  }

  @Test
  void preferencesLieBetweenMinusOneAndOneAndAreNotZero() {
    assertThat(dataset.policies())
        .flatMap(policy -> List.of(policy.genrePreferences(), policy.themePreferences()))
        .flatMap(preferences -> List.copyOf(preferences.values()))
        .allMatch(value -> value > -1 && value < 1 && value != 0);
  }

  @Test
  void aGenrePreferenceIsTheShrunkenMeanDeviationOfTheUsersStars() {
    UserPolicy policy = dataset.policies(1, 1000).getFirst();
    List<List<String>> rows =
        Csv.rows(ShippedFile.RATINGS, "userId,movieId,rating,timestamp").stream()
            .filter(row -> row.getFirst().equals("1"))
            .toList();
    double mean = stars(rows.stream()).average().orElseThrow();
    double[] comedies =
        stars(rows.stream().filter(row -> film(row).genres().contains("Comedy"))).toArray();
    double sum = 0;
    for (double stars : comedies) {
      sum += stars - mean;
    }
    assertThat(policy.movieLensUserId()).isEqualTo(1);
    assertThat(policy.genrePreferences().get("Comedy"))
        .isCloseTo(Math.tanh(sum / (comedies.length + 5)), within(1e-4));
  }

  private static java.util.stream.DoubleStream stars(Stream<List<String>> rows) {
    return rows.mapToDouble(row -> Double.parseDouble(row.get(2)));
  }

  private static Film film(List<String> row) {
    return dataset.film(Long.parseLong(row.get(1))).orElseThrow();
  }

  @Test
  void someUsersExcludeGenresOrOldFilmsAndMostDoNot() {
    List<UserPolicy> policies = dataset.policies();
    assertThat(policies.stream().filter(p -> !p.constraints().excludedGenres().isEmpty()).count())
        .isBetween(5L, 200L);
    assertThat(policies.stream().filter(p -> p.constraints().minReleaseYear() != 0).count())
        .isBetween(50L, 400L);
    assertThat(policies)
        .noneMatch(p ->
            p.constraints().excludedGenres().stream().anyMatch(p.genrePreferences()::containsKey));
  }

  @Test
  void columnsHaveTheStoresKeysAndLeaveOutWhatIsNotConstrained() {
    PolicyConstraints both = new PolicyConstraints(List.of("Horror"), 1980);
    assertThat(both.column().toString())
        .isEqualTo("{excluded_genres=[Horror], min_release_year=1980}");
    assertThat(new PolicyConstraints(List.of(), 0).column()).isEmpty();
    assertThat(dataset.policies().getFirst().preferencesColumn())
        .containsOnlyKeys("genres", "themes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 10, 61})
  void upTo61TenantsEveryMovieLensUserSitsInExactlyOne(int tenants) {
    List<UserPolicy> policies = dataset.policies(tenants, 5);
    assertThat(policies).hasSize(610).noneMatch(UserPolicy::repeated);
    assertThat(policies).extracting(UserPolicy::movieLensUserId).doesNotHaveDuplicates();
    assertThat(policies).extracting(UserPolicy::user).doesNotHaveDuplicates();
    assertThat(policies.stream().map(p -> p.user().tenantId()).distinct()).hasSize(tenants);
  }

  @ParameterizedTest
  @ValueSource(ints = {62, 100, 1000})
  void beyondThatUsersRepeatAndAreLabelledSo(int tenants) {
    List<UserPolicy> policies = dataset.policies(tenants, 5);
    assertThat(policies).hasSize(10 * tenants);
    assertThat(policies).extracting(UserPolicy::user).doesNotHaveDuplicates();
    assertThat(policies.stream().filter(p -> !p.repeated()).map(UserPolicy::movieLensUserId))
        .hasSize(610)
        .doesNotHaveDuplicates();
  }

  @Test
  void theSameUserIdIsSomebodyElseInNeighbouringTenants() {
    List<UserPolicy> first =
        dataset.policies(1000, 5).stream()
            .filter(policy -> policy.user().userId().equals("user-1"))
            .limit(610)
            .toList();
    assertThat(first).extracting(UserPolicy::movieLensUserId).doesNotHaveDuplicates();
  }

  @Test
  void usersAreThoseOfThePolicies() {
    assertThat(dataset.users(100))
        .isEqualTo(dataset.policies(100, 5).stream().map(UserPolicy::user).toList())
        .contains(new User("tenant-000", "user-1"), new User("tenant-099", "user-10"));
  }

  @Test
  void impossibleParametersAreRefused() {
    assertThatThrownBy(() -> dataset.policies(0, 5)).hasMessage("tenants is 0; choose 1..1000");
    assertThatThrownBy(() -> dataset.users(1001)).hasMessage("tenants is 1001; choose 1..1000");
    assertThatThrownBy(() -> dataset.policies(1, 0)).hasMessageContaining("maxRules is 0");
  }
}
