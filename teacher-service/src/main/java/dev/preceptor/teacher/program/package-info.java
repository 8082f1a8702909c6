/** Python programs as token sequences: their edit distance, and whether they are the same program. */
package dev.preceptor.teacher.program;
