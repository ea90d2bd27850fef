package io.hybridperf.measurement.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * What recorded requests have in common.
 *
 * @param phase the phase of the plan that their arrivals belong to
 * @param label the query type
 * @param status how they ended; empty for requests that are counted when they are sent
 */
public record Tag(String phase, String label, String status) implements Comparable<Tag> {

  /** HdrHistogram's log format allows neither commas nor spaces; '/' is left for joining names. */
  private static final Pattern NOT_ALLOWED = Pattern.compile("[^A-Za-z0-9_.@-]");

  private static final Comparator<Tag> ORDER =
      Comparator.comparing(Tag::phase).thenComparing(Tag::label).thenComparing(Tag::status);

  /**
   * A name as tags have it.
   *
   * @param name any text
   * @return the name with {@code _} for every character other than letters, digits and {@code _ . @
   *     -}, and for an empty one
   */
  public static String clean(String name) {
    return name.isEmpty() ? "_" : NOT_ALLOWED.matcher(name).replaceAll("_");
  }

  /**
   * Reads the form that files have.
   *
   * @param text {@code phase/label} or {@code phase/label/status}
   * @return the tag
   * @throws IllegalArgumentException if the text has another form
   */
  @JsonCreator
  public static Tag parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2 && parts.length != 3) {
      throw new IllegalArgumentException(
          "'%s' is not phase/label or phase/label/status".formatted(text));
    }
    for (String part : parts) {
      if (!clean(part).equals(part)) {
        throw new IllegalArgumentException("'%s' has a part that is no name".formatted(text));
      }
    }
    return new Tag(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
  }

  /**
   * The same phase and label with a status.
   *
   * @param how how requests ended
   * @return a new tag
   */
  public Tag ended(String how) {
    return new Tag(phase, label, how);
  }

  @Override
  public int compareTo(Tag other) {
    return ORDER.compare(this, other);
  }

  /** The form that files have: {@code phase/label/status}, or {@code phase/label}. */
  @Override
  public String toString() {
    return status.isEmpty() ? phase + "/" + label : phase + "/" + label + "/" + status;
  }
}
