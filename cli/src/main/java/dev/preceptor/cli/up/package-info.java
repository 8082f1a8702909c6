/** {@code up}, {@code down} and {@code broker}: the broker and every service as processes of this machine. */
package dev.preceptor.cli.up;
