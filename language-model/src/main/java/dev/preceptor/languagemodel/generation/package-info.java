/**
 * Text from a model: requests join and leave a running batch between two steps. Everything here runs in one thread of the
 * generator's own; callers only hand in requests and wait for completions.
 */
package dev.preceptor.languagemodel.generation;
