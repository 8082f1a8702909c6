/**
 * The events, one record each. An event contains its whole upstream (a test result contains the attempt that it judges,
 * the attempt its assignment, the assignment its task), so a stage needs no database and no lookup. Weights and data
 * sets are not sent in events: events refer to them by URI and SHA-256.
 */
package dev.preceptor.contracts.event;
