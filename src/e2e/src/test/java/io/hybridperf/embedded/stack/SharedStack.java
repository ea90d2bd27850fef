package io.hybridperf.embedded.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a parameter of type {@link RunningStack}: one stack with the whole data set, started
 * when first asked for, shared by all test classes of the build, stopped after the last. {@link
 * FirstRun} tells of the run that loaded its data.
 *
 * <p>Tests that write leave the data as they found it, or write only what no other test looks at.
 */
public final class SharedStack implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SharedStack.class);

  /**
   * The run that loaded the data into an empty folder and was then stopped by the end of its input.
   *
   * @param dataDir its folder; the shared stack runs on a copy
   * @param lines everything it printed
   * @param exitStatus how it ended
   */
  public record FirstRun(Path dataDir, List<String> lines, int exitStatus) {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == RunningStack.class || type == FirstRun.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Store store = context.getRoot().getStore(NAMESPACE);
    if (parameter.getParameter().getType() == FirstRun.class) {
      return firstRun(store);
    }
    // Closed by JUnit with its store, when all tests have run.
    return store.computeIfAbsent(
        RunningStack.class, _ -> onCopyOf(firstRun(store), "shared"), RunningStack.class);
  }

  private static FirstRun firstRun(Store store) {
    return store.computeIfAbsent(FirstRun.class, _ -> load(), FirstRun.class);
  }

  private static FirstRun load() {
    try {
      Path dataDir = TestFolders.empty("first-run");
      RunningStack stack = RunningStack.start(dataDir);
      stack.endInput();
      int exitStatus = stack.awaitExit();
      spareTheBuildsStackTheLoading(dataDir);
      return new FirstRun(dataDir, stack.lines(), exitStatus);
    } catch (Exception e) {
      throw new AssertionError("loading the data set", e);
    }
  }

  /** Gives the folder of simulations on this build the data, unless there is some. */
  private static void spareTheBuildsStackTheLoading(Path loaded) throws IOException {
    Path target = Path.of("..", "embedded", "target");
    Path data = target.resolve("stack-data");
    if (Files.notExists(data)) {
      Path copy = target.resolve("stack-data-copy-" + ProcessHandle.current().pid());
      RunningStack.copyData(loaded, copy);
      Files.move(copy, data, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * Starts a stack of a test's own on a copy of the data. The test closes it.
   *
   * @param run that loaded the data
   * @param name of the copy, and no other test's
   * @param more further arguments of the stack
   */
  public static RunningStack onCopyOf(FirstRun run, String name, String... more) {
    try {
      Path dataDir = TestFolders.empty(name);
      RunningStack.copyData(run.dataDir(), dataDir);
      return RunningStack.start(dataDir, more);
    } catch (Exception e) {
      throw new AssertionError("starting the stack " + name, e);
    }
  }
}
