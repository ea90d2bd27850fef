package io.hybridperf.report.merge;

import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.report.model.Judgement;
import io.hybridperf.report.runs.RunFolders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one injector recorded.
 *
 * @param judgement on its folder
 * @param share which share of the plan it had, from 1; 0 if it had a plan of its own
 * @param of how many shares there are; 0 if it had a plan of its own
 */
record Part(Judgement judgement, int share, int of) {

  /** The parameter that says which share of the plan an injector has, as {@code 2/3}. */
  private static final String INJECTOR = "injector";

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})/([1-9][0-9]{0,4})");

  static Part of(Judgement judgement) {
    String text = judgement.info().parameters().getOrDefault(INJECTOR, "1/1");
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group(1)) > Integer.parseInt(form.group(2))) {
      throw new DamagedFile(
          judgement.folder().runJson(), "injector = %s is no share as 2/3".formatted(text));
    }
    int of = Integer.parseInt(form.group(2));
    return of == 1
        ? new Part(judgement, 0, 0)
        : new Part(judgement, Integer.parseInt(form.group(1)), of);
  }

  RunInfo info() {
    return judgement.info();
  }

  String folder() {
    return RunFolders.name(judgement.folder());
  }

  /** As {@code 2/3}, or the folder's name. */
  String name() {
    return of == 0 ? folder() : share + "/" + of;
  }

  /** When its plan began, in seconds since 1970. */
  double planStart() {
    return judgement.log().baseEpochSeconds() + judgement.log().planZeroSeconds().orElse(0);
  }
}
