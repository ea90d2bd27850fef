package io.hybridperf.report.runs;

import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.report.model.Judgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds and opens the folders of runs. */
public final class RunFolders {

  private RunFolders() {}

  /**
   * The folder of one run.
   *
   * @param folder its path
   * @return the folder
   * @throws IllegalArgumentException in one line, if it holds no {@code run.json}
   */
  public static RunFolder of(Path folder) {
    RunFolder run = new RunFolder(folder);
    if (!run.starts().isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds %s runs: name one of them, for example %s"
              .formatted(folder, run.starts().size(), run.starts().getFirst().path()));
    }
    if (!Files.exists(run.runJson())) {
      throw new IllegalArgumentException(
          run.runJson() + " does not exist: name the folder of a run, for example one in results/");
    }
    return run;
  }

  /**
   * A run and the verdict on it, judged anew.
   *
   * @param folder its path
   * @return the judgement of a folder that is whole
   * @throws IllegalArgumentException in one line, if it holds no run or a damaged one
   */
  public static Judgement judged(Path folder) {
    Judgement judgement;
    try {
      judgement = Judgement.of(of(folder));
    } catch (DamagedFile e) {
      throw new IllegalArgumentException("%s: INVALID %s".formatted(folder, e.getMessage()), e);
    }
    judgement
        .log()
        .damage()
        .ifPresent(damage -> {
          throw new IllegalArgumentException("%s: INVALID %s".formatted(folder, damage));
        });
    return judgement;
  }

  /**
   * The folders of runs in a folder, itself if it is one; those of several runs that belong
   * together are one each.
   *
   * @param results as {@code results/}
   * @return in order of their names
   * @throws IllegalArgumentException in one line, if it cannot be listed
   */
  public static List<RunFolder> in(Path results) {
    if (!Files.isDirectory(results)) {
      throw new IllegalArgumentException(
          results + " is no folder: name one that holds the folders of runs, as results/");
    }
    try (Stream<Path> folders = Files.list(results)) {
      return Stream.concat(Stream.of(results), folders.sorted())
          .map(RunFolder::new)
          .flatMap(RunFolders::runs)
          .toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s cannot be listed: %s".formatted(results, e.getMessage()), e);
    }
  }

  private static Stream<RunFolder> runs(RunFolder folder) {
    return Files.isRegularFile(folder.runJson())
        ? Stream.of(folder)
        : folder.starts().stream().filter(run -> Files.isRegularFile(run.runJson()));
  }

  /**
   * What people call a run.
   *
   * @param run its folder
   * @return the folder's own name; of one of several runs, with that of the folder above
   */
  public static String name(RunFolder run) {
    Path path = run.path().toAbsolutePath().normalize();
    Path name = path.getFileName();
    Path above = path.getParent();
    return name == null
        ? "/"
        : above != null && above.getFileName() != null && isOneOf(path, new RunFolder(above))
            ? above.getFileName() + "/" + name
            : name.toString();
  }

  private static boolean isOneOf(Path path, RunFolder above) {
    return path.getFileName().toString().startsWith("run-")
        && above.starts().stream().anyMatch(start -> start.path().equals(path));
  }
}
