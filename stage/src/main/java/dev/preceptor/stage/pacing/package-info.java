/** Fewer requests to the broker: the polls of busy consumers are kept some time apart. */
package dev.preceptor.stage.pacing;
