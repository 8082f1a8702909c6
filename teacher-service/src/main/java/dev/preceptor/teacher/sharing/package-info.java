/** The threads and the memory that the events of all runs share. */
package dev.preceptor.teacher.sharing;
