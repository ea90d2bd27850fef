package io.hybridperf.jmh.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The backends on the class path. */
public final class Backends {
  private Backends() {}

  /**
   * Lists every backend, available or not.
   *
   * @return new instances, in the order of their registration
   */
  public static List<VectorSearchBackend> all() {
    List<VectorSearchBackend> backends = new ArrayList<>();
    for (ServiceLoader.Provider<VectorSearchBackend> provider :
        ServiceLoader.load(VectorSearchBackend.class).stream().toList()) {
      backends.add(provider.get());
    }
    return backends;
  }

  /**
   * Makes a backend that can run here.
   *
   * @param name as {@link VectorSearchBackend#name} says it
   * @return a new instance, nothing built yet
   * @throws IllegalArgumentException when there is no backend of that name
   * @throws BackendException when it is unavailable, with its reason
   */
  public static VectorSearchBackend available(String name) {
    VectorSearchBackend backend = named(name);
    if (backend.probe() instanceof Availability.Unavailable(String reason)) {
      throw new BackendException("backend " + name + " is unavailable: " + reason);
    }
    return backend;
  }

  /**
   * Makes a backend, whether it can run here or not.
   *
   * @param name as {@link VectorSearchBackend#name} says it
   * @return a new instance, nothing built yet
   * @throws IllegalArgumentException when there is no backend of that name
   */
  public static VectorSearchBackend named(String name) {
    List<String> names = new ArrayList<>();
    try {
      for (VectorSearchBackend backend : all()) {
        if (backend.name().equals(name)) {
          return backend;
        }
        names.add(backend.name());
      }
    } catch (ServiceConfigurationError e) {
      throw new BackendException("the list of backends is damaged: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("backend " + name + ": there is none; there are " + names);
  }
}
