/**
 * The executor's Kafka edge: {@code attempts} and {@code refinements} come in, {@code test-results} go out. It keeps no
 * state, so any number of replicas may run.
 */
package dev.preceptor.executor;
