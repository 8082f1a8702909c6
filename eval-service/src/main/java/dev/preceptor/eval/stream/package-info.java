/** The Kafka edge: a Kafka Streams application that keeps each exam's state and emits what follows from it. */
package dev.preceptor.eval.stream;
