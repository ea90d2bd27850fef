package io.hybridperf.jmh.cuvs;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/** A C function that returns a status as an {@code int}. */
final class CFunction {
  private final String name;
  private final MethodHandle handle;

  @SuppressWarnings("restricted")
  CFunction(String name, MemorySegment address, MemoryLayout... parameters) {
    this.name = name;
    handle =
        Linker.nativeLinker()
            .downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters))
            .asSpreader(Object[].class, parameters.length)
            .asType(MethodType.methodType(int.class, Object[].class));
  }

  String name() {
    return name;
  }

  /** Calls it, with an Integer, Long, Float or MemorySegment for each parameter. */
  int call(Object... arguments) {
    try {
      return (int) handle.invokeExact(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a C function threw", e);
    }
  }
}
