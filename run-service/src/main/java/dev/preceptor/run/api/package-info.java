/** The REST API: runs are asked for here, and their reports and lessons read. */
package dev.preceptor.run.api;
