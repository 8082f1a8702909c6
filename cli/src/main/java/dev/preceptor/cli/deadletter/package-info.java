/** {@code dlq}: lists, shows and replays dead letters. */
package dev.preceptor.cli.deadletter;
