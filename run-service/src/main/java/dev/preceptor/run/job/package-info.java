/**
 * Long-running jobs of run-service, such as comparisons. A compacted topic has one record per job: its state, and references to its
 * request and its result in the artifact store. The instance of run-service that owns the partition of a job performs it; after a
 * restart or a rebalance the next owner continues it.
 */
package dev.preceptor.run.job;
