package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import simulations.Smoke;

@Tag("slow")
class StopWhenRunTest {
  @TempDir Path folder;

  @Test
  void aRunThatIsStoppedByItsCriterionSaysSoAndKeepsWhatItMeasured() throws Exception {
    HonestAnswers broken =
        new HonestAnswers() {
          @Override
          public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
            observer.onError(Status.INTERNAL.asRuntimeException());
          }
        };
    Project project =
        Project.in(folder)
            .configure(
                "hybrid-perf.conf",
                "stop-when.broken { metric = error-rate, limit = \"> 50 %\", for = 2s }");
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(broken);
        GatlingProcess run =
            project.start(Smoke.class, coordinator, "qps=50", "warmup=1s", "duration=300s")) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().status()).isEqualTo("INCOMPLETE");
      assertThat(run.output())
          .contains("stopped by stop-when.\"broken\": error-rate was > 50 % for 2 s, now 100 %");
      assertThat(run.verdict().value("error rate")).isEqualTo(100);
    }
  }
}
