/** One task of a run, from the student's attempt to what it learned from. */
package dev.preceptor.cli.lesson;
