package io.hybridperf.jmh.bench;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.workload.Workload;
import io.hybridperf.stack.StackLauncher;
import io.hybridperf.stack.StackProcess;
import io.hybridperf.stack.StackStartException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator under test: the one at {@code -Dstack.target=host:port}, or the embedded stack,
 * started for the purpose.
 */
public final class CoordinatorClient implements AutoCloseable {
  /** The system property that names a running coordinator. */
  public static final String TARGET_PROPERTY = "stack.target";

  private static final int DEADLINE_SECONDS = 30;

  private final @Nullable StackProcess process;
  private final ManagedChannel channel;
  private final HybridCoordinatorGrpc.HybridCoordinatorBlockingStub stub;

  private CoordinatorClient(@Nullable StackProcess process, String target) {
    this.process = process;
    channel = NettyChannelBuilder.forTarget(target).usePlaintext().build();
    stub = HybridCoordinatorGrpc.newBlockingStub(channel);
  }

  /**
   * Connects, starting a stack first when none is named.
   *
   * @return the client
   * @throws BackendException when there is no coordinator to be had, with the reason
   */
  public static CoordinatorClient open() {
    String target = System.getProperty(TARGET_PROPERTY, "");
    if (!target.isEmpty()) {
      return new CoordinatorClient(null, target);
    }
    StackProcess process = startStack();
    return new CoordinatorClient(process, process.target());
  }

  /**
   * Starts the embedded stack in a process of its own.
   *
   * @return the running stack; close it
   * @throws BackendException when it was not built, or says why it cannot start
   */
  public static StackProcess startStack() {
    try {
      return StackLauncher.built(Path.of(""))
          .dataDir(Workload.cache().resolve("stack-data").toAbsolutePath())
          .start(line -> System.err.println("  stack: " + line));
    } catch (StackStartException e) {
      throw new BackendException(
          "embedded stack: %s; or name a running coordinator with -D%s=host:port"
              .formatted(e.getMessage(), TARGET_PROPERTY),
          e);
    }
  }

  /**
   * One search. An answer from which a stage is missing is a failure here, since its time says
   * nothing.
   *
   * @param request what to search for
   * @return the answer
   * @throws BackendException when the coordinator refuses, fails, or answers in part
   */
  public SearchResponse search(SearchRequest request) {
    try {
      SearchResponse response =
          stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).search(request);
      if (response.getDegradedCount() > 0) {
        throw new BackendException(
            "the coordinator answered without " + response.getDegradedList());
      }
      return response;
    } catch (StatusRuntimeException e) {
      throw new BackendException("the coordinator answered " + e.getStatus(), e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    if (process != null) {
      process.close();
    }
  }
}
