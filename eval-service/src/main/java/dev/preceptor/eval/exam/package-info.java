/** The state of an exam and the events that change it. Plain Java without Kafka. */
package dev.preceptor.eval.exam;
