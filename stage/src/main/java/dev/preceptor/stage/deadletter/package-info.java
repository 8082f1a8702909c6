/** What a stage does with an event that it cannot process: it writes a dead letter. {@code queue} reads them again. */
package dev.preceptor.stage.deadletter;
