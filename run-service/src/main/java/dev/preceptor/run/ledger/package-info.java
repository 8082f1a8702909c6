/** What a run remembers and decides: plain Java, in which each event leads to effects. No Kafka here. */
package dev.preceptor.run.ledger;
