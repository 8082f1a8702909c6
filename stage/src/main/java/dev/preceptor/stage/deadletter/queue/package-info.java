/** The dead letters that lie in the broker: read, found by address, and sent again. Plain Java: no CDI. */
package dev.preceptor.stage.deadletter.queue;
