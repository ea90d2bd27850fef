package io.hybridperf.gatling.grpc.check;

import io.gatling.commons.validation.Success;
import io.gatling.commons.validation.Validation;
import io.gatling.core.check.Extractor;
import io.gatling.core.session.Session;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Finds the value of a check in a reply. */
record ReplyExtractor<R, X>(
    String name, BiFunction<GrpcReply<R>, Session, @Nullable X> extraction, Session session)
    implements Extractor<GrpcReply<R>, X> {

  @Override
  public String arity() {
    return "find";
  }

  @Override
  public Validation<Option<X>> apply(GrpcReply<R> reply) {
    return new Success<>(Option.apply(extraction.apply(reply, session)));
  }
}
