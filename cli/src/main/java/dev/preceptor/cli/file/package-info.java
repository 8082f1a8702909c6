/** Files that people name on the command line, read and written. */
package dev.preceptor.cli.file;
