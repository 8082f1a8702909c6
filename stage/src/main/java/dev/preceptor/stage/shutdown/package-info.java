/** Waits that end when the service shuts down. */
package dev.preceptor.stage.shutdown;
