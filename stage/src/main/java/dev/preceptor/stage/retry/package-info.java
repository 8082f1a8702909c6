/** Retries of what is not available at the moment. */
package dev.preceptor.stage.retry;
