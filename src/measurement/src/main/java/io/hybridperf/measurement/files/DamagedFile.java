package io.hybridperf.measurement.files;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A file is not what was written: said in one line that names the file, the place and the reason.
 */
public final class DamagedFile extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 300;

  /**
   * A file that is damaged as a whole, or nobody knows where.
   *
   * @param file the file
   * @param what is wrong, in a few words
   */
  public DamagedFile(Path file, String what) {
    super("damaged: %s: %s".formatted(name(file), oneLine(what)));
  }

  /**
   * A file that is damaged at a line.
   *
   * @param file the file
   * @param line its number, from 1
   * @param what is wrong, in a few words
   */
  public DamagedFile(Path file, long line, String what) {
    super(String.format(Locale.ROOT, "damaged: %s, line %d: %s", name(file), line, oneLine(what)));
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** What is damaged may be quoted, and hold anything. */
  private static String oneLine(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }
}
