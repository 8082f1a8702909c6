/** The life of a run: a request over HTTP starts it, Kafka Streams keeps its ledger, and a report shows how it stands. */
package dev.preceptor.run;
