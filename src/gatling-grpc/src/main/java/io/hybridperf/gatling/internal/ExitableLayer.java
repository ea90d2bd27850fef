package io.hybridperf.gatling.internal;

import io.gatling.core.action.ExitableAction;
import io.gatling.core.session.Session;

/**
 * The upper layer: a block that must be left (a loop whose condition turned false, {@code tryMax})
 * is left first.
 */
public abstract class ExitableLayer extends ChainableLayer implements ExitableAction {

  /** Creates the layer. */
  protected ExitableLayer() {}

  public final void io$gatling$core$action$ExitableAction$$super$$bang(Session session) {
    super.$bang(session);
  }

  @Override
  public final void $bang(Session session) {
    ExitableAction.super.$bang(session);
  }
}
