/** The Kafka edge: the Kafka Streams topology that feeds the ledgers, and the queries that read them. */
package dev.preceptor.run.stream;
