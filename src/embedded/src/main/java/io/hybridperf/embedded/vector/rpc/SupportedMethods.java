package io.hybridperf.embedded.vector.rpc;

import io.hybridperf.embedded.vector.schema.ServerName;
import io.milvus.shaded.io.grpc.Metadata;
import io.milvus.shaded.io.grpc.MethodDescriptor;
import io.milvus.shaded.io.grpc.ServerCall;
import io.milvus.shaded.io.grpc.ServerCallHandler;
import io.milvus.shaded.io.grpc.ServerMethodDefinition;
import io.milvus.shaded.io.grpc.ServerServiceDefinition;
import io.milvus.shaded.io.grpc.Status;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Milvus's service, in which each method that {@link MilvusRpc} lacks answers UNIMPLEMENTED. */
public final class SupportedMethods {
  private SupportedMethods() {}

  /**
   * The service with every method of Milvus's.
   *
   * @param rpc the methods that there are
   * @return what to serve
   */
  public static ServerServiceDefinition of(MilvusRpc rpc) {
    Set<String> supported =
        Arrays.stream(MilvusRpc.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(Method::getName)
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    ServerServiceDefinition all = rpc.bindService();
    ServerServiceDefinition.Builder described =
        ServerServiceDefinition.builder(all.getServiceDescriptor());
    for (ServerMethodDefinition<?, ?> method : all.getMethods()) {
      String name = String.valueOf(method.getMethodDescriptor().getBareMethodName());
      if (supported.contains(name.toLowerCase(Locale.ROOT))) {
        described.addMethod(method);
      } else {
        described.addMethod(refusing(method.getMethodDescriptor(), name));
      }
    }
    return described.build();
  }

  private static <Q, A> ServerMethodDefinition<Q, A> refusing(
      MethodDescriptor<Q, A> method, String name) {
    ServerCallHandler<Q, A> refusal =
        (call, headers) -> {
          call.close(
              Status.UNIMPLEMENTED.withDescription(
                  name + " is not supported by the " + ServerName.NAME),
              new Metadata());
          return new ServerCall.Listener<>() {};
        };
    return ServerMethodDefinition.create(method, refusal);
  }
}
