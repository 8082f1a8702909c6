/** The REST API: it takes requests for runs and gives their reports and lessons. */
package dev.preceptor.run.api;
