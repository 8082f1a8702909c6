/**
 * The store for artifacts that are too large for a topic: data sets and checkpoints, found by URI and verified by
 * SHA-256.
 */
package dev.preceptor.artifactstore;
