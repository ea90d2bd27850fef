package io.hybridperf.report.chart;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A chart that pages and pictures draw alike.
 *
 * @param id letters and dashes, of its own on a page
 * @param kind how it is drawn, as {@code charts.js} knows it
 * @param title what it shows
 * @param caption how to read it
 * @param data what is drawn
 * @param table the same numbers, for who does not see it
 */
public record Chart(
    String id, String kind, String title, String caption, JsonNode data, Table table) {

  /** The width of a picture, in its own unit. */
  public static final int WIDTH = 760;

  /** Its height. */
  public static final int HEIGHT = 340;
}
