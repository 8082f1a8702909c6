/** {@code serve}: the broker and all services in one process. */
package dev.preceptor.cli.serve;
