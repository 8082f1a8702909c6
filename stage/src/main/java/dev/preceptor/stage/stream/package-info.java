/** The common parts of the Kafka Streams topologies: serdes for events, error handling, retries of the artifact store, traces. */
package dev.preceptor.stage.stream;
