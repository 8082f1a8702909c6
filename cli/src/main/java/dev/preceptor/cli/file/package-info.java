/** Files that people name on the command line. */
package dev.preceptor.cli.file;
