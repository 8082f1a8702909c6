/** Python programs as sequences of tokens: how far two lie apart, and whether they are the same. */
package dev.preceptor.teacher.program;
