/** Comparisons of distillation methods, as run-service's REST API takes and returns them. */
package dev.preceptor.contracts.comparison;
