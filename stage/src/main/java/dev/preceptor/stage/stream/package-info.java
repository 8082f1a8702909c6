/** What every Kafka Streams topology of the services needs: serdes for events and the handling of what goes wrong. */
package dev.preceptor.stage.stream;
