package io.hybridperf.gatling.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a run told Gatling's statistics. */
public final class RunLog {
  private final List<Response> responses = new CopyOnWriteArrayList<>();
  private final List<Group> groups = new CopyOnWriteArrayList<>();
  private final List<String> crashes = new CopyOnWriteArrayList<>();

  RunLog() {}

  /**
   * A request in the statistics.
   *
   * @param scenario the scenario
   * @param groups the groups, outermost first
   * @param name the request's name
   * @param startMillis its start
   * @param endMillis its end
   * @param ok whether it was OK
   * @param code its response code, or empty
   * @param message its error message, or empty
   */
  public record Response(
      String scenario,
      List<String> groups,
      String name,
      long startMillis,
      long endMillis,
      boolean ok,
      String code,
      String message) {}

  /**
   * A group in the statistics.
   *
   * @param groups the groups, outermost first
   * @param cumulatedMillis what its requests took
   * @param ok whether all of them were OK
   */
  public record Group(List<String> groups, int cumulatedMillis, boolean ok) {}

  void add(Response response) {
    responses.add(response);
  }

  void add(Group group) {
    groups.add(group);
  }

  void crash(String crash) {
    crashes.add(crash);
  }

  /** The requests, in the order in which they ended. */
  public List<Response> responses() {
    return List.copyOf(responses);
  }

  /** The names of the requests, in the order in which they ended. */
  public List<String> names() {
    return responses.stream().map(Response::name).toList();
  }

  /** The error messages of the requests that failed. */
  public List<String> failures() {
    return responses.stream().filter(response -> !response.ok()).map(Response::message).toList();
  }

  /** The groups, in the order in which they ended. */
  public List<Group> groups() {
    return List.copyOf(groups);
  }

  /** Errors outside of requests. */
  public List<String> crashes() {
    return List.copyOf(crashes);
  }
}
