/** What a run left on its topics, read back without changing anything. */
package dev.preceptor.cli.history;
