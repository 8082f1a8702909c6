/** {@code clean}: what runs in this home's own folders have left, deleted by its age. */
package dev.preceptor.cli.clean;
