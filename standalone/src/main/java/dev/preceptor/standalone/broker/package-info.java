/** A real Kafka broker with its KRaft controller in this JVM. Its log is in a folder. */
package dev.preceptor.standalone.broker;
