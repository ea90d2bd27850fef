package io.hybridperf.report.cli;

import io.hybridperf.measurement.slo.Numbers;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rate from a command line: a plain number of requests a second. */
public final class Rate implements ITypeConverter<Double> {
  private static final Pattern FORM = Pattern.compile("[0-9]+(\\.[0-9]+)?");

  /** As high as a run's may be. */
  private static final double MOST = 1e7;

  /** For picocli. */
  public Rate() {}

  @Override
  public Double convert(String text) {
    if (!FORM.matcher(text).matches()
        || !(Double.parseDouble(text) > 0 && Double.parseDouble(text) <= MOST)) {
      throw new TypeConversionException(
          "'%s' is no rate: give requests a second, above 0 and at most 10000000".formatted(text));
    }
    Numbers.ambiguity(text)
        .ifPresent(problem -> {
          throw new TypeConversionException(problem);
        });
    return Double.parseDouble(text);
  }
}
