package io.hybridperf.gatling.internal;

import com.typesafe.scalalogging.Logger;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The lowest of three layers: {@link Action} alone.
 *
 * <p>Gatling's action traits are stackable: each wraps the {@code !} of the one below through a
 * super-accessor that the Scala compiler generates where the traits are mixed. Java has no such
 * mixing, so each layer implements one trait and hands its accessor to the layer below.
 */
abstract class ActionLayer implements Action {
  private @Nullable Logger logger;

  /** Creates the layer. */
  protected ActionLayer() {}

  @Override
  public final Logger logger() {
    Logger current = logger;
    if (current == null) {
      current = Logger.apply(LoggerFactory.getLogger(getClass().getName()));
      logger = current;
    }
    return current;
  }

  @Override
  public final void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger value) {
    logger = Objects.requireNonNull(value);
  }

  @Override
  public void $bang(Session session) {
    Action.super.$bang(session);
  }

  @Override
  public final String toString() {
    return name();
  }
}
