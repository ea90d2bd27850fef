package io.hybridperf.contract;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives the suite one engine for all of its classes, and judges each test by the differences that
 * are named of it.
 */
final class ContractExtension implements ParameterResolver, InvocationInterceptor {
  private static final Namespace NAMESPACE = Namespace.create(ContractExtension.class);

  /** Closed by JUnit with its store, when all tests have run. */
  private record Shared(EngineUnderTest engine) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      engine.differences().report().forEach(System.out::println);
      engine.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EngineUnderTest.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return engine(context);
  }

  private static EngineUnderTest engine(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            Shared.class, _ -> new Shared(EngineUnderTest.start(Engine.chosen())), Shared.class)
        .engine();
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    judge(invocation, method.getExecutable(), context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    judge(invocation, method.getExecutable(), context);
  }

  private static void judge(
      Invocation<@Nullable Void> invocation, Method method, ExtensionContext context)
      throws Throwable {
    List<Differs> named = AnnotationSupport.findRepeatableAnnotations(method, Differs.class);
    Throwable failure = null;
    try {
      invocation.proceed();
    } catch (Throwable e) {
      failure = e;
    }
    engine(context)
        .differences()
        .judge(method.getDeclaringClass().getSimpleName() + "." + method.getName(), named, failure);
  }
}
