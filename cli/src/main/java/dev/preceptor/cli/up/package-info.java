/** {@code up}, {@code down} and {@code broker}: the broker and every service as separate processes on this machine. */
package dev.preceptor.cli.up;
