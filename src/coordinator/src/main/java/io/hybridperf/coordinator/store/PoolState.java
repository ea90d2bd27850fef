package io.hybridperf.coordinator.store;

/**
 * How much of a store's pool is in use.
 *
 * @param active in use
 * @param idle ready
 * @param max the bound
 * @param waiting operations that have to wait until one of those in use is done
 */
public record PoolState(int active, int idle, int max, int waiting) {}
