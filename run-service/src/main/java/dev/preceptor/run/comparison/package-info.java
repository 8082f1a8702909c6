/**
 * Comparisons of distillation methods: a practice run, one run per arm on the attempts of the practice run, and the report. A
 * comparison is a job of run-service.
 */
package dev.preceptor.run.comparison;
