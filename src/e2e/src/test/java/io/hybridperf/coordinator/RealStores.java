package io.hybridperf.coordinator;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link RealNeo4j} and a {@link RealPostgres}: servers of their own, started when
 * first asked for, shared by all test classes, stopped after the last. Who asks for one in
 * {@code @BeforeAll} begins with {@code empty()}.
 */
public final class RealStores implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(RealStores.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == RealNeo4j.class || type == RealPostgres.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var store = context.getRoot().getStore(NAMESPACE);
    return parameter.getParameter().getType() == RealNeo4j.class
        ? store.computeIfAbsent(RealNeo4j.class, _ -> RealNeo4j.start(), RealNeo4j.class)
        : store.computeIfAbsent(RealPostgres.class, _ -> RealPostgres.start(), RealPostgres.class);
  }
}
