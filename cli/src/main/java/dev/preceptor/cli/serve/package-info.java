/** {@code serve}: broker and services until stopped. */
package dev.preceptor.cli.serve;
