package io.hybridperf.embedded.stack;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.regex.Pattern;

/**
 * The JVM's archive of parsed classes, which spares a start about a third of its work.
 *
 * <p>The JVM makes it at the end of a run that found none, and leaves one aside that does not fit
 * the class path; but it does not replace that. So one that is older than a jar is removed here,
 * and the next run makes a new one.
 */
final class ClassArchive {
  private ClassArchive() {}

  /** Removes the archive this JVM was told to use if the class path has changed since. */
  static void removeIfStale() throws IOException {
    String file =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("SharedArchiveFile")
            .getValue();
    if (!file.isEmpty()) {
      removeIfStale(Path.of(file), System.getProperty("java.class.path"));
    }
  }

  static void removeIfStale(Path archive, String classPath) throws IOException {
    if (!Files.exists(archive)) {
      return;
    }
    FileTime made = Files.getLastModifiedTime(archive);
    for (String entry : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
      if (Files.getLastModifiedTime(Path.of(entry)).compareTo(made) > 0) {
        Files.delete(archive);
        return;
      }
    }
  }
}
