/** Trials of drafts: the results of running a draft's solution become the tests of the new task. */
package dev.preceptor.executor.trial;
