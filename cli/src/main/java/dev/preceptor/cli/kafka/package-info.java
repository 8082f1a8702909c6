/** Options of commands that connect to a Kafka broker. */
package dev.preceptor.cli.kafka;
