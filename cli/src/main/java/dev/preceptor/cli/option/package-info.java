/** Options that several commands share, and checks of option values. */
package dev.preceptor.cli.option;
