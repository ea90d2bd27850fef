package io.hybridperf.gatling.grpc;

import io.grpc.Status;
import java.util.EnumMap;
import java.util.Objects;
import scala.Option;

/** The names of the status codes in the form that Gatling takes, made once. */
final class StatusCodes {
  private static final EnumMap<Status.Code, Option<String>> OPTIONS =
      new EnumMap<>(Status.Code.class);

  static {
    for (Status.Code code : Status.Code.values()) {
      OPTIONS.put(code, Option.apply(code.name()));
    }
  }

  private StatusCodes() {}

  static Option<String> option(Status.Code code) {
    return Objects.requireNonNull(OPTIONS.get(code));
  }
}
