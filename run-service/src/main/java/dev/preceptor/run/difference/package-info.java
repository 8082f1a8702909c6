/** What differs between runs: their specifications, the scores of their exams, and the outcomes of their practice tasks. */
package dev.preceptor.run.difference;
