package io.hybridperf.report.cli;

/** The exit statuses of all commands. Maven turns every one but 0 into 1. */
public final class ExitStatus {

  /** Done, and the answer is good: PASS, no regression, every line of the checklist is met. */
  public static final int GOOD = 0;

  /** Done, and the answer is not good: any verdict but PASS, a regression, an open line. */
  public static final int NOT_GOOD = 2;

  /** Done, and the answer is not known well enough: UNSURE, good by its values but not shown. */
  public static final int UNSURE = 3;

  /**
   * A mistake in the command, or a folder that the command cannot use ({@code EX_USAGE} of
   * sysexits.h). One line on standard error says which.
   */
  public static final int MISTAKE = 64;

  private ExitStatus() {}
}
