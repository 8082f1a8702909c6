/** A run's life: it is asked for over HTTP, kept as a ledger in Kafka Streams, and ends as a report. */
package dev.preceptor.run;
