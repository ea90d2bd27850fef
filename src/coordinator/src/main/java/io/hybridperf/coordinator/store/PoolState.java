package io.hybridperf.coordinator.store;

/**
 * How much of a store's pool is in use.
 *
 * @param active in use
 * @param idle ready
 * @param max the bound
 */
public record PoolState(int active, int idle, int max) {}
