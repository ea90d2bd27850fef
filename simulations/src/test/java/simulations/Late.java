package simulations;

import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Filter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Promises that writes are seen at once, and shows some of them half a second later. */
final class Late extends HonestAnswers {
  private static final long ONE_IN = 5;
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Map<Long, Long> writtenNanos = new ConcurrentHashMap<>();

  @Override
  protected void write(Content content) {
    writtenNanos.put(content.getContentId(), System.nanoTime());
    super.write(content);
  }

  @Override
  protected List<Content> found(List<Filter> filters) {
    return super.found(filters).stream()
        .filter(content ->
            content.getContentId() % ONE_IN != 0
                || System.nanoTime() - writtenNanos.get(content.getContentId()) > LATE_NANOS)
        .toList();
  }
}
