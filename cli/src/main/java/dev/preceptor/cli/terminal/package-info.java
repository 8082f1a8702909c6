/** What the person's terminal can show, and where a program's copy of a result goes. */
package dev.preceptor.cli.terminal;
