/**
 * The command line. {@code main} is plain: an offline command never starts a server; {@code demo}, {@code run} and
 * {@code serve} start every service in this very process.
 */
package dev.preceptor.cli;
