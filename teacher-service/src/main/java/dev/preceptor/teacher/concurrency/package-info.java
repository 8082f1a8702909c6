/** Worker pool and backpressure, shared by the events of all runs. */
package dev.preceptor.teacher.concurrency;
