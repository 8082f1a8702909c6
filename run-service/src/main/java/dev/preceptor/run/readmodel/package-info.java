/**
 * The read model of a run's lessons: attempt, verdict, feedback, refinements, training examples, cost, checkpoints. It is built from
 * the run's topics and the artifact store. Plain Java: no CDI, no Kafka Streams; it changes nothing that it reads.
 */
package dev.preceptor.run.readmodel;
