/**
 * Executes a declarative Jenkinsfile without Jenkins. It knows the sections, options and steps that
 * ours uses, with the parameters that Jenkins's reference names; anything else fails. Shell steps
 * run in a real shell, with a stand-in for Maven.
 */
package io.hybridperf.pipelines.jenkins;
