/** Files that are named on the command line. */
package dev.preceptor.cli.file;
