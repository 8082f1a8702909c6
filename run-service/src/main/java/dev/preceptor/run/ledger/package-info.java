/** The state of a run and its transitions: events in, effects out. Plain Java without Kafka. */
package dev.preceptor.run.ledger;
