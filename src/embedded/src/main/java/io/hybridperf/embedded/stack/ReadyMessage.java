package io.hybridperf.embedded.stack;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What the parent is told when everything answers.
 *
 * @param coordinator host:port of the gRPC service
 * @param metrics where Prometheus scrapes the coordinator
 * @param pid this process
 * @param engines what runs behind the coordinator, in words
 * @param dataset what is loaded
 * @param stores where the stores answer, for looking into them; no fault is on this way
 * @param faults where faults are ordered, if they were asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"coordinator", "metrics", "pid", "engines", "dataset", "stores", "faults"})
public record ReadyMessage(
    String coordinator,
    String metrics,
    long pid,
    Engines engines,
    Content dataset,
    Addresses stores,
    @Nullable Faults faults) {

  /** Name and version of each engine. */
  record Engines(String vector, String graph, String policy) {}

  /**
   * The data set.
   *
   * @param name for people
   * @param items how many films
   * @param dimension of their embeddings
   * @param id changes whenever the content does
   */
  record Content(String name, int items, int dimension, String id) {}

  /** Each store's address in the form its clients take. */
  public record Addresses(String milvus, String neo4j, String postgresql) {}

  /**
   * The fault control.
   *
   * @param url of its HTTP endpoint
   * @param token to be brought along; not for logs and results
   */
  record Faults(String url, String token) {}
}
