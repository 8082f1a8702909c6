/**
 * The executor's Kafka edge: {@code attempts} and {@code refinements} to {@code test-results}, {@code drafts} to {@code draft-trials}. It
 * keeps no state, so any number of replicas may run.
 */
package dev.preceptor.executor;
