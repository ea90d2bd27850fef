package io.hybridperf.suite.run;

import io.hybridperf.gatling.grpc.GrpcProtocol;
import io.hybridperf.suite.answers.StoreProof;
import io.hybridperf.suite.settings.Parameter;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether the exact answers that a run compares with are those of its stores. */
final class GroundTruthProof {
  private boolean wanted;
  private @Nullable StoreProof proof;

  /**
   * Has a run look before its load, unless it compares nothing.
   *
   * @param stores asked when the targets are ready
   */
  void look(HybridRun run, Supplier<List<GrpcProtocol>> stores) {
    if (!wanted && run.settings().number(Parameter.RECALL_SAMPLE) > 0) {
      wanted = true;
      run.analyse(
          () -> proof = StoreProof.of(stores.get(), run.settings()),
          () -> List.of(StoreProof.MEASURED));
    }
  }

  /** Has a run look that has forgotten what was asked for, if it was to look. */
  void lookAgain(HybridRun run, Supplier<List<GrpcProtocol>> stores) {
    if (wanted) {
      wanted = false;
      look(run, stores);
    }
  }

  /** Ends the run if a store is another one. */
  void endIfRefuted() {
    if (proof != null) {
      proof.problem().ifPresent(RunFailure::endBeforeLoad);
    }
  }
}
