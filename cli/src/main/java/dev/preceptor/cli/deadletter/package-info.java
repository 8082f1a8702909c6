/** {@code dlq}: what could not be processed for a reason of ours, read, shown and sent again. */
package dev.preceptor.cli.deadletter;
