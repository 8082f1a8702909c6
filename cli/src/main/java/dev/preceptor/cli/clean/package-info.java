/** {@code clean}: deletes old data directories of runs. */
package dev.preceptor.cli.clean;
