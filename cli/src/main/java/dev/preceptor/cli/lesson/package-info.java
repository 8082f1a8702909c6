/** {@code lesson}: what happened to one task of a run. */
package dev.preceptor.cli.lesson;
