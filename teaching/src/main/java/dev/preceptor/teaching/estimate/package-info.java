/** The cost of a run's teacher, estimated before any call to it. */
package dev.preceptor.teaching.estimate;
