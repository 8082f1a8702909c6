/** What options may be. */
package dev.preceptor.cli.option;
