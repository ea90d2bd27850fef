package io.hybridperf.measurement.run;

import java.util.regex.Pattern;

/** Names as the tags of HdrHistogram's log format allow them, with '/' left for joining them. */
public final class Tags {

  private static final Pattern NOT_ALLOWED = Pattern.compile("[^A-Za-z0-9_.@-]");

  private Tags() {}

  public static String clean(String name) {
    return name.isEmpty() ? "_" : NOT_ALLOWED.matcher(name).replaceAll("_");
  }
}
