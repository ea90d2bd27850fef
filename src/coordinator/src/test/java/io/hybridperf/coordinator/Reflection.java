package io.hybridperf.coordinator;

import io.grpc.ManagedChannel;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** Whether a server lists its services. */
final class Reflection {

  private Reflection() {}

  static boolean answers(ManagedChannel channel) {
    CompletableFuture<Boolean> answered = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answered.complete(response.hasListServicesResponse());
                  }

                  @Override
                  public void onError(Throwable reason) {
                    answered.complete(false);
                  }

                  @Override
                  public void onCompleted() {
                    answered.complete(false);
                  }
                });
    questions.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    questions.onCompleted();
    return answered.join();
  }
}
