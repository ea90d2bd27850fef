package io.hybridperf.report;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What one call of the command line gave.
 *
 * @param status its exit status
 * @param out what it printed
 * @param err what it said on standard error
 */
public record CommandLineOf(int status, String out, String err) {

  /** Calls it. */
  public static CommandLineOf report(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new CommandLineOf(status, out.toString(), err.toString());
  }
}
