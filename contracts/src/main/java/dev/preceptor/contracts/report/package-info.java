/** How a run stands, for people and programs: what {@code GET /runs/{id}} answers and {@code --json} writes. */
package dev.preceptor.contracts.report;
