package io.hybridperf.gatling.internal;

import io.gatling.core.action.builder.ActionBuilder;
import io.gatling.core.structure.ChainBuilder;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Product;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * Looks into a scenario before it is built. Gatling's conditions, loops and switches do not tell
 * what is in them, so their fields are read.
 */
public final class ActionTree {
  private static final String GATLING = "io.gatling.core.";

  private final List<ActionBuilder> leaves = new ArrayList<>();

  private ActionTree() {}

  /**
   * {@return the actions that are not Gatling's own, wherever in a chain they are}
   *
   * @param chain of a scenario
   */
  public static List<ActionBuilder> leaves(ChainBuilder chain) {
    ActionTree tree = new ActionTree();
    tree.visit(chain);
    return tree.leaves;
  }

  private void visit(@Nullable Object part) {
    switch (part) {
      case ChainBuilder chain -> visitAll(chain.actionBuilders().iterator());
      case ActionBuilder action when action.getClass().getName().startsWith(GATLING) ->
          visitFields(action);
      case ActionBuilder action -> leaves.add(action);
      case Option<?> option -> visitAll(option.iterator());
      case scala.collection.immutable.Seq<?> all -> visitAll(all.iterator());
      case Tuple2<?, ?> pair -> visitAll(((Product) pair).productIterator());
      case null, default -> {}
    }
  }

  private void visitAll(Iterator<?> parts) {
    while (parts.hasNext()) {
      visit(parts.next());
    }
  }

  private void visitFields(ActionBuilder action) {
    for (Class<?> type = action.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          visit(value(field, action));
        }
      }
    }
  }

  private static @Nullable Object value(Field field, ActionBuilder action) {
    try {
      field.setAccessible(true);
      return field.get(action);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " of Gatling's cannot be read", e);
    }
  }
}
