/** Broker and services started in this process, and where they keep what they know. */
package dev.preceptor.cli.embedded;
