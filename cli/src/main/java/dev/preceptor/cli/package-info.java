/**
 * The command line. {@code main} starts no Quarkus application: commands such as {@code judge} and {@code generate} never
 * start a server. {@code demo}, {@code run}, {@code compare}, {@code tasks generate} and {@code serve} start every service
 * in this process, unless an option names a server or broker.
 */
package dev.preceptor.cli;
