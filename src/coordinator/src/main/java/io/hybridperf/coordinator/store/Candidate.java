package io.hybridperf.coordinator.store;

/**
 * What the vector store knows of one content.
 *
 * @param contentId its id
 * @param vectorScore cosine similarity to the query, -1..1; 0 without a query
 * @param genre the first genre, or empty
 * @param popularity 0..1
 * @param releaseYear a year, or 0 if unknown
 */
public record Candidate(
    long contentId, float vectorScore, String genre, double popularity, int releaseYear) {}
