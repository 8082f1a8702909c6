/**
 * The events, one record each. An event carries its whole upstream (a test result holds the attempt that it judges, the
 * attempt its assignment, the assignment its task), so that a stage needs no database and asks nobody. Weights and data
 * sets never travel: they go by URI and SHA-256.
 */
package dev.preceptor.contracts.event;
