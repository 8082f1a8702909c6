/** Specifications before a run: their problems at the line, the presets, and what a run would cost. */
package dev.preceptor.run.specification;
