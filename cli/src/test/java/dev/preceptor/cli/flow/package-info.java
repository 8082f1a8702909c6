/** The packaged command line as a process: a whole run on a real broker. */
package dev.preceptor.cli.flow;
