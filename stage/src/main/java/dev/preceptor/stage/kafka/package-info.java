/** Reading from Kafka outside of a stage. Plain Java: no CDI. */
package dev.preceptor.stage.kafka;
