/**
 * What each service says of its own health: whether its broker is there, once when that changes, and whether what it has in hand
 * moves on. And the names of its topics.
 */
package dev.preceptor.stage.health;
