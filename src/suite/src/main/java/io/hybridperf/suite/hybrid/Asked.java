package io.hybridperf.suite.hybrid;

import io.gatling.javaapi.core.Session;
import io.hybridperf.api.v1.SearchRequest;
import java.util.function.Function;

/** What a search asked, in the words of those who look at a slow one afterwards. */
public final class Asked {
  private Asked() {}

  /**
   * {@return the words}
   *
   * @param request what a virtual user asks; asked for again, of the same session
   */
  public static Function<Session, String> by(Function<Session, SearchRequest> request) {
    return request.andThen(Asked::inWords);
  }

  static String inWords(SearchRequest request) {
    if (!request.getQueryText().isEmpty()) {
      return request.getQueryText();
    }
    return request.getSeedContentId() == 0
        ? "a vector of %s numbers".formatted(request.getEmbeddingCount())
        : "like " + request.getSeedContentId();
  }
}
