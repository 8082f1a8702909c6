/** The edit distance of Python programs. */
package dev.preceptor.teacher.program;
