/** How commands reach a broker, and read what it holds. */
package dev.preceptor.cli.kafka;
