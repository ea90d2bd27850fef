package io.hybridperf.coordinator.request;

import java.util.List;

/** The rules that several messages of the API share. */
final class FieldChecks {

  static final int MAX_NAME_CHARACTERS = 128;

  private FieldChecks() {}

  static void range(String field, long value, long min, long max) throws InvalidRequestException {
    if (value < min || value > max) {
      throw new InvalidRequestException(field, value + " is outside " + min + ".." + max);
    }
  }

  /** Also refuses NaN. */
  static void range(String field, double value, double min, double max)
      throws InvalidRequestException {
    if (!(value >= min && value <= max)) {
      throw new InvalidRequestException(
          field, "%s is outside %s..%s".formatted(value, plain(min), plain(max)));
    }
  }

  private static String plain(double bound) {
    return String.valueOf((long) bound);
  }

  static void count(String field, int count, int max, String what) throws InvalidRequestException {
    if (count > max) {
      throw new InvalidRequestException(
          field, "has %s %s, at most %s are allowed".formatted(count, what, max));
    }
  }

  static void length(String field, String text, int max) throws InvalidRequestException {
    // Characters are code points; there are never more of them than chars.
    if (text.length() > max && text.codePointCount(0, text.length()) > max) {
      throw new InvalidRequestException(
          field,
          "has %s characters, at most %s are allowed"
              .formatted(text.codePointCount(0, text.length()), max));
    }
  }

  /**
   * For text that will be stored: present, not too long, and without NUL, which PostgreSQL cannot
   * store.
   */
  static void storedText(String field, String text, int max) throws InvalidRequestException {
    if (text.isEmpty()) {
      throw new InvalidRequestException(field, "is empty");
    }
    text(field, text, max);
  }

  /** For text that is looked for in what is stored: not too long, and without NUL. */
  static void text(String field, String text, int max) throws InvalidRequestException {
    length(field, text, max);
    if (text.indexOf('\0') >= 0) {
      throw new InvalidRequestException(field, "contains a NUL character");
    }
  }

  static void embedding(String field, List<Float> embedding, int dimension)
      throws InvalidRequestException {
    if (embedding.size() != dimension) {
      throw new InvalidRequestException(
          field, "has %s dimensions, the collection has %s".formatted(embedding.size(), dimension));
    }
    boolean allZero = true;
    for (int i = 0; i < dimension; i++) {
      float value = embedding.get(i);
      if (!Float.isFinite(value)) {
        throw new InvalidRequestException(field + "[" + i + "]", value + " is not finite");
      }
      allZero &= value == 0;
    }
    if (allZero) {
      throw new InvalidRequestException(field, "is all zero, which has no direction");
    }
  }
}
