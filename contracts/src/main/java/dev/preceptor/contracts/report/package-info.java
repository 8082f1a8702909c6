/**
 * The state of a run for users and programs: the response of {@code GET /runs/{id}} and the output of {@code --json}.
 */
package dev.preceptor.contracts.report;
