/**
 * What is beside the code: pipelines, manifests, deployments; all that they name is looked up in
 * the project.
 */
package io.hybridperf.pipelines;
