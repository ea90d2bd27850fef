package io.hybridperf.measurement.load;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a load that one of several injectors has.
 *
 * <p>Arrivals are dealt out in turn: arrival {@code n} of the whole plan, counted over all phases,
 * belongs to share {@code n % of + 1}. So every share follows the plan's rate at any moment, no two
 * shares differ by more than one arrival in any phase, and a share's arrival {@code k} is arrival
 * {@code k * of + number - 1} of the whole: what it asks can be what a single injector would ask.
 *
 * @param number from 1
 * @param of how many shares there are, at most {@value #MOST}
 */
public record Share(int number, int of) {

  /** The most shares of a load. */
  public static final int MOST = 1_000;

  /** The parameter of a run that says which share of the load it had. */
  public static final String PARAMETER = "injector";

  /** All of a load. */
  public static final Share WHOLE = new Share(1, 1);

  private static final Pattern FORM = Pattern.compile("([0-9]{1,4})(\\+1)?/([0-9]{1,4})");

  /**
   * @throws IllegalArgumentException if the numbers are out of their ranges
   */
  public Share {
    if (of < 1 || of > MOST || number < 1 || number > of) {
      throw new IllegalArgumentException(mistake());
    }
  }

  private static String mistake() {
    return "must be a share as 2/4, the second of four, or 1+1/4, where something counts from 0, of at most %s"
        .formatted(MOST);
  }

  /**
   * Reads a share.
   *
   * @param text as {@code 2/4}, or {@code 1+1/4} from somebody who counts from 0 and cannot add, as
   *     a manifest with a pod's completion index
   * @return the share
   * @throws IllegalArgumentException if it is none
   */
  public static Share parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(mistake());
    }
    int given = Integer.parseInt(form.group(1));
    return new Share(form.group(2) == null ? given : given + 1, Integer.parseInt(form.group(3)));
  }

  /**
   * Which share of its load a run had.
   *
   * @param parameters of the run, by name
   * @return the whole, if they say nothing
   * @throws IllegalArgumentException if what they say is no share
   */
  public static Share in(Map<String, String> parameters) {
    String text = parameters.getOrDefault(PARAMETER, WHOLE.toString());
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s = %s %s".formatted(PARAMETER, text, e.getMessage()), e);
    }
  }

  /**
   * Whether there are others.
   *
   * @return true if there are none
   */
  public boolean isWhole() {
    return of == 1;
  }

  /**
   * Whether it is the share that does what is to happen once.
   *
   * @return true for the first, and for the whole
   */
  public boolean isFirst() {
    return number == 1;
  }

  /**
   * Which arrival of the whole plan one of this share is.
   *
   * @param arrival its number in the share, from 0
   * @return its number in the whole, from 0
   */
  public long inWhole(long arrival) {
    return arrival * of + number - 1;
  }

  /**
   * How many of the first arrivals of the whole plan belong to this share.
   *
   * @param arrivals of the whole, 0 or more
   * @return 0 or more
   */
  long countOf(long arrivals) {
    return (arrivals + of - number) / of;
  }

  /** {@return as it is given, {@code 2/4}} */
  @Override
  public String toString() {
    return number + "/" + of;
  }
}
