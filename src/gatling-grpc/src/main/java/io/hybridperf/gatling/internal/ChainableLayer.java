package io.hybridperf.gatling.internal;

import io.gatling.core.action.ChainableAction;
import io.gatling.core.session.Session;

/**
 * The middle layer: a crash of the action marks the session as failed and goes on to the next
 * action.
 */
abstract class ChainableLayer extends ActionLayer implements ChainableAction {

  /** Creates the layer. */
  protected ChainableLayer() {}

  public final void io$gatling$core$action$ChainableAction$$super$$bang(Session session) {
    super.$bang(session);
  }

  @Override
  public void $bang(Session session) {
    ChainableAction.super.$bang(session);
  }
}
