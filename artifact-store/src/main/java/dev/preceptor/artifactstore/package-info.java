/** Where what is too large for a topic lies: data sets and checkpoints, found by URI and trusted by SHA-256. */
package dev.preceptor.artifactstore;
