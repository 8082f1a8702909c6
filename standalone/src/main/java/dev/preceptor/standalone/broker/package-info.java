/** A real Kafka broker, KRaft controller included, inside this process, its log in a folder. */
package dev.preceptor.standalone.broker;
