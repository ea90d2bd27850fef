package io.hybridperf.gatling.grpc;

import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import scala.Option;

/** The names of the status codes in the form that Gatling takes, made once. */
final class StatusCodes {
  private static final List<Option<String>> OPTIONS =
      Arrays.stream(Status.Code.values()).map(code -> Option.apply(code.name())).toList();

  private StatusCodes() {}

  static Option<String> option(Status.Code code) {
    return OPTIONS.get(code.ordinal());
  }
}
