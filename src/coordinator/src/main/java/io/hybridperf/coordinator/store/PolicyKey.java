package io.hybridperf.coordinator.store;

/**
 * Names a policy.
 *
 * @param tenantId the tenant
 * @param userId the user within the tenant
 * @param context the policy's context
 */
public record PolicyKey(String tenantId, String userId, String context) {}
