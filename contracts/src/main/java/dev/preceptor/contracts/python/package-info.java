/** Python source as text: tokens, top-level statements, and whether a line is inside a string or bracket. Python itself is not needed. */
package dev.preceptor.contracts.python;
