package io.hybridperf.suite.watch;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Leaves out what Gatling prints of its own, its statistics and assertions, where Maven was told to
 * be quiet: they are in its report. What the run says, and what goes wrong, is printed all the
 * same.
 */
public final class QuietOutput {
  /** Maven's script tells the processes that it starts what it was called with. */
  private static final String MAVEN_ARGUMENTS = "MAVEN_CMD_LINE_ARGS";

  private static final Set<String> QUIET = Set.of("-q", "--quiet");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private QuietOutput() {}

  /** Silences Gatling if Maven is quiet. */
  public static void asMavenIs() {
    String arguments = System.getenv(MAVEN_ARGUMENTS);
    if (arguments != null && isQuiet(arguments)) {
      // Gatling prints through Scala's console, which has its own way to standard output.
      scala.Console$.MODULE$.setOutDirect(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }
  }

  static boolean isQuiet(String arguments) {
    return BLANKS.splitAsStream(arguments).anyMatch(QUIET::contains);
  }
}
