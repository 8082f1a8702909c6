/** What each process says of itself every few seconds, so that the machine room shows it. */
package dev.preceptor.stage.status;
