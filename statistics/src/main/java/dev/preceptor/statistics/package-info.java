/** The statistics of exams: pass@k, bootstrap confidence intervals, paired randomisation tests. Pure functions. */
package dev.preceptor.statistics;
