/** What becomes of an event that a stage could not process. */
package dev.preceptor.stage.deadletter;
