package io.hybridperf.gatling.internal;

import io.gatling.core.action.builder.ActionBuilder;
import io.gatling.core.structure.ChainBuilder;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  /** What users do or leave out by a condition that is a function. */
  private static final Set<String> CONDITIONS = Set.of("IfBuilder", "SwitchBuilder");

  private final List<Leaf> leaves = new ArrayList<>();
  private int conditions;

  /**
   * An action that is not one of Gatling's own.
   *
   * @param action itself
   * @param always whether no condition is on the way to it: all users come to it, or as many as a
   *     share or a loop says
   */
  public record Leaf(ActionBuilder action, boolean always) {}

  private ActionTree() {}

  /**
   * {@return the actions that are not Gatling's own, wherever in a chain they are}
   *
   * @param chain of a scenario
   */
  public static List<Leaf> leaves(ChainBuilder chain) {
    ActionTree tree = new ActionTree();
    tree.visit(chain);
    return tree.leaves;
  }

  private void visit(@Nullable Object part) {
    switch (part) {
      case ChainBuilder chain -> visitAll(chain.actionBuilders().iterator());
      case ActionBuilder action when action.getClass().getName().startsWith(GATLING) ->
          visitFields(action);
      case ActionBuilder action -> leaves.add(new Leaf(action, conditions == 0));
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
    int condition = CONDITIONS.contains(action.getClass().getSimpleName()) ? 1 : 0;
    conditions += condition;
    for (Class<?> type = action.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          visit(value(field, action));
        }
      }
    }
    conditions -= condition;
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
